using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Tests.Bench;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Prediction;

/// <summary><c>simulate</c> with a method that a test alone knows, on a device and at prices that files of the test alone have.</summary>
public sealed class InventedMethodTests : IDisposable
{
    private const string Host =
        """
        name: mine
        summary: a host with a card
        extends: spr-v4
        parameters:
          card:
            devices: { value: 2, unit: devices, kind: assumed, source: s }
            compress_gbytes_per_s: { value: 1, unit: GB/s, kind: assumed, source: s }
            decompress_gbytes_per_s: { value: 1, unit: GB/s, kind: assumed, source: s }
            call_gbytes_per_s: { value: 1, unit: GB/s, kind: assumed, source: s }
            latency_us: { value: 10, unit: us, kind: assumed, source: s }
            cpu_ns_per_byte: { value: 0.1, unit: ns/B, kind: assumed, source: s }
        """;

    private const string Scenario =
        """
        name: theirs
        summary: the guest of a method that nobody has
        extends: silesia-64g
        parameters:
          classes:
            all:
              theirs:
                ratio: { value: 2, unit: ratio, kind: assumed, source: s }
                compress_ns: { value: 1000, unit: ns, kind: assumed, source: s }
                decompress_ns: { value: 500, unit: ns, kind: assumed, source: s }
              theirs-on-card:
                ratio: { value: 4, unit: ratio, kind: assumed, source: s }
                compress_ns: { value: 0, unit: ns, kind: assumed, source: s }
                decompress_ns: { value: 0, unit: ns, kind: assumed, source: s }
        """;

    private static readonly InventedMethod Method = new(
        new SimulatedForm("theirs-on-card", WorkPlace.DeviceCall) { Device = "card", Accelerators = ["qat"] },
        new SimulatedForm("theirs", WorkPlace.Cpu) { Accelerators = ["none"] });

    private readonly TemporaryFolder _folder = new();

    public InventedMethodTests()
    {
        File.WriteAllText(_folder["host.yaml"], Host);
        File.WriteAllText(_folder["scenario.yaml"], Scenario);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("host.yaml", "auto", "mine", "qat", "hardware", 4)]
    [InlineData("host.yaml", "none", "mine", "none", "software", 2)]
    [InlineData("spr-v4", "auto", "spr-v4", "none", "software", 2)]
    public async Task AMigration_RunsWhereTheDefinitionSays_AtThePricesOfTheScenario(
        string host, string asked, string model, string accel, string path, double ratio)
    {
        CliRun run = await Simulate(Method, host, "--multifd-compression-accel", asked, "--json");
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        string Column(string name) => json.RootElement.GetProperty(name).GetString()!;
        Assert.Equal(("invented", accel, path, model), (Column("method"), Column("accel"), Column("path"), Column("model")));
        Assert.Equal(ratio, json.RootElement.GetProperty("ratio").GetDouble(), 2);
    }

    [Fact]
    public async Task ASweep_HasItBesideTheOthers()
    {
        CliRun run = await Simulate(Method, "host.yaml", "--sweep", "multifd-compression=none,invented", "--sweep", "card.devices=0,1");
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.Contains("invented", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutASimulatedForm_ItIsRefusedByName()
    {
        CliRun run = await Simulate(new InventedMethod(), "host.yaml");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("The simulator does not know method invented with accelerator none", run.Error, StringComparison.Ordinal);
    }

    private Task<CliRun> Simulate(InventedMethod method, string host, params string[] more)
    {
        string model = File.Exists(_folder[host]) ? _folder[host] : host;
        return CliRun.Of(
            new MethodCatalog([.. BuiltIn.Methods.All, method]),
            [
                "simulate", "--host", model, "--scenario", _folder["scenario.yaml"], "--memory", "256MiB", "--multifd-compression",
                method.Name, "--out", _folder["out"], .. more,
            ]);
    }
}
