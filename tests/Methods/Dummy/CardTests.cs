using System.Net;
using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Results;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Tests.Bench;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Methods.Dummy;

/// <summary>A device that is defined here alone, and the method that runs on it, go through the whole program.</summary>
public sealed class CardTests : IDisposable
{
    private const string Profile =
        """
        name: card
        memory: 1MiB
        workloads: [idle]
        methods:
          - zlib
          - rle
          - { method: rle, accel: card }
        channels: [1]
        repetitions: 3
        warm_up: 0
        """;

    private const string HostFile =
        """
        name: with-card
        summary: a published host with two cards that nobody sells
        extends: spr-v4
        parameters:
          card:
            devices: { value: 2, unit: devices, kind: assumed, source: test }
            compress_gbytes_per_s: { value: 0.01, unit: GB/s, kind: assumed, source: test }
            decompress_gbytes_per_s: { value: 1, unit: GB/s, kind: assumed, source: test }
            call_gbytes_per_s: { value: 0.01, unit: GB/s, kind: assumed, source: test }
            latency_us: { value: 10, unit: us, kind: assumed, source: test }
            cpu_ns_per_byte: { value: 0.1, unit: ns/B, kind: assumed, source: test }
        """;

    private static readonly Accelerator Card = new("card") { Device = "CARD", Color = "#654321", Probe = () => Availability.Yes };

    private static readonly MethodCatalog Catalog = new([.. BuiltIn.Methods.All, new RleDefinition(Card)], [.. Devices.All, Card]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Migrate_RunsOnIt()
    {
        CliRun run = await CliRun.Of(
            Catalog, "migrate", "--memory", "2MiB", "--multifd-compression", "rle", "--multifd-compression-accel", "card", "--json");
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        using JsonDocument row = JsonDocument.Parse(run.Output);
        Assert.Equal(
            ("card", "hardware", "completed", true),
            (row.RootElement.GetProperty("accel").GetString(), row.RootElement.GetProperty("path").GetString(),
                row.RootElement.GetProperty("outcome").GetString(), row.RootElement.GetProperty("verified").GetBoolean()));
    }

    [Theory]
    [InlineData("zlib", "card", "zlib cannot run on accelerator card: it has no way to run there. Use --multifd-compression-accel none.")]
    [InlineData("rle", "cart", "use none, auto, qpl, qat, card. Did you mean 'card'?")]
    public async Task WrongRequest_IsNamed(string method, string accelerator, string problem)
    {
        CliRun run = await CliRun.Of(
            Catalog, "migrate", "--multifd-compression", method, "--multifd-compression-accel", accelerator);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("source")]
    [InlineData("destination")]
    [InlineData("simulate")]
    public async Task Help_ShowsIt(string verb) => Assert.Contains(
        "<none|auto|qpl|qat|card>", (await CliRun.Of(Catalog, verb, "--help")).Output,
        StringComparison.Ordinal);

    [Fact]
    public async Task Host_SaysThatItIsThere_AndWhatRunsOnIt()
    {
        string[] lines = (await CliRun.Of(Catalog, "host")).Output.Split(Environment.NewLine);
        Assert.Contains(lines,
            line => line.StartsWith("  CARD ", StringComparison.Ordinal) && line.EndsWith(" available", StringComparison.Ordinal));
        Assert.Contains("  rle      none, auto, card", lines);
        Assert.Contains(lines, line => line.StartsWith("  zstd with card: ", StringComparison.Ordinal));
        Assert.Contains(", CARD: ", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Matrix_Report_AndCompare_ShowIt()
    {
        await File.WriteAllTextAsync(_folder["p.yaml"], Profile, TestContext.Current.CancellationToken);
        CliRun matrix = await Matrix("base");
        Assert.Contains("rle-255+card", matrix.Output, StringComparison.Ordinal);
        RunRow[] rows = [.. ResultSet.Load(_folder["base"]).Runs.Where(row => row.Accel == "card")];
        Assert.Equal(3, rows.Length);
        Assert.All(rows, row => Assert.Equal(("hardware", RunOutcome.Completed, true), (row.Path, row.Outcome, row.Verified)));
        await Matrix("new");
        CliRun compare = await CliRun.Of(Catalog, "compare", _folder["base"], _folder["new"], "--all", "--threshold", "100%");
        Assert.Contains("rle-255+card", compare.Output, StringComparison.Ordinal);
        CliRun report = await CliRun.Of(Catalog, "report", _folder["base"], "--out", _folder["out"], "--format", "svg,html");
        Assert.True(report.ExitCode == ExitCodes.Done, report.Error);
        foreach (string pattern in (string[])["*total-time*.svg", "*.html"])
        {
            string text = await File.ReadAllTextAsync(
                Assert.Single(Directory.GetFiles(_folder["out"], pattern)), TestContext.Current.CancellationToken);
            Assert.Contains("rle-255+card", WebUtility.HtmlDecode(text), StringComparison.Ordinal);
            Assert.Contains("#654321", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Simulate_RunsOnTheModelsDevices_AndNamesThemWhereTheyAreMissing()
    {
        await File.WriteAllTextAsync(_folder["runs.yaml"], RleMethodTests.Scenario, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["host.yaml"], HostFile, TestContext.Current.CancellationToken);
        File.Copy(ModelFolder.BesideProgram.FindHost("spr-v4"), _folder["spr-v4.yaml"]);
        CliRun run = await Simulate(_folder["host.yaml"]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.Contains("CARD compression", run.Output, StringComparison.Ordinal);
        RunRow row = Assert.Single(ResultSet.Load(_folder["one"]).Runs);
        Assert.Equal(("rle", "card", "hardware", "with-card"), (row.Method, row.Accel, row.Path, row.Model));

        CliRun without = await Simulate("spr-v4");
        Assert.Equal(ExitCodes.Usage, without.ExitCode);
        Assert.Contains("Host 'spr-v4' has no CARD device; add the card parameters", without.Error, StringComparison.Ordinal);
    }

    private Task<CliRun> Simulate(string host) => CliRun.Of(
        Catalog, "simulate", "--host", host, "--scenario", _folder["runs.yaml"], "--memory", "64MiB", "--multifd-compression", "rle",
        "--rle-longest", "2", "--multifd-compression-accel", "card", "--out", _folder["one"]);

    private async Task<CliRun> Matrix(string name)
    {
        CliRun run = await CliRun.Of(Catalog, "matrix", "--profile", _folder["p.yaml"], "--out", _folder[name], "--no-report");
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        return run;
    }
}
