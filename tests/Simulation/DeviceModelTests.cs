using MultifdBench.Core;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Simulation;

/// <summary>Devices that nobody but a host file has heard of.</summary>
public sealed class DeviceModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("spr-v4", "iaa", WorkPlace.DeviceBatch, "CARD compress units", "CARD decompress units")]
    [InlineData("spr-qat", "qat", WorkPlace.DeviceCall, "CARD compression", "CARD decompression")]
    public void DevicesUnderAnotherName_WorkAsTheirModelDoes(string model, string device, WorkPlace place, params string[] parts)
    {
        HostModel host = HostWithCard(model, device);
        SimulationResult known = Run(host, new("iaa", place) { Device = device });
        SimulationResult card = Run(host, new("iaa", place) { Device = "card" });
        Assert.Equal((known.TotalNs, known.WireBytes, known.SourceCpuNs), (card.TotalNs, card.WireBytes, card.SourceCpuNs));
        Assert.All(parts, part => Assert.Contains(card.Usage, usage => usage.Name == part && usage.Share > 0));
    }

    [Fact]
    public void WithoutTheDevice_TheRequestIsRefused_WithWhatToDo()
    {
        SimulatedMethod method = new("iaa", WorkPlace.DeviceCall) { Device = "card", Instead = "--card-path software" };
        Assert.Equal("Host 'spr-v4' has no CARD device; add the card parameters with card.devices of at least 1, or choose another method "
            + "or --card-path software.", Assert.Throws<UsageException>(() => Run(Models.Host("spr-v4"), method)).Message);
    }

    [Theory]
    [InlineData("card.devices: { value: 1, unit: devices, kind: assumed, source: s }", "has no parameter 'card.engines' (engines)")]
    [InlineData("card.call_gbytes_per_s: { value: 1, unit: GB/s, kind: assumed, source: s }", "has no parameter 'card.devices' (devices)")]
    [InlineData("card.compress_gbytes_per_s: { value: 1, unit: GB/s, kind: assumed, source: s }",
        "has no parameter 'card.call_gbytes_per_s' (GB/s)")]
    [InlineData("card.speed: { value: 1, unit: GB/s, kind: assumed, source: s }", "card.speed")]
    public void HalfADevice_IsRefused_AndWhatIsMissingNamed(string parameter, string problem) => Assert.Contains(problem,
        Assert.Throws<UsageException>(() => Models.ReadHost(Write("spr-v4", "  " + parameter + "\n"))).Message, StringComparison.Ordinal);

    /// <summary>The host with a second set of its own device under the name of card.</summary>
    private HostModel HostWithCard(string model, string device)
    {
        ParameterFile file = ParameterFile.Read(ModelFolder.BesideProgram.FindHost(model));
        IEnumerable<Parameter> own =
            file.Parameters.All.Where(parameter => parameter.Key.StartsWith(device + ".", StringComparison.Ordinal));
        return Models.ReadHost(Write(model, string.Concat(own.Select(one => Invariant.Text(
            $"  card{one.Key[device.Length..]}: {{ value: {one.Value}, unit: {one.Unit}, kind: assumed, source: s }}\n")))));
    }

    private string Write(string model, string parameters)
    {
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(ModelFolder.BesideProgram.FindHost(model))!))
            File.Copy(file, _folder[Path.GetFileName(file)], overwrite: true);
        File.WriteAllText(_folder["mine.yaml"], $"name: mine\nsummary: b\nextends: {model}\nparameters:\n{parameters}");
        return _folder["mine.yaml"];
    }

    private static SimulationResult Run(HostModel host, SimulatedMethod method) =>
        Models.Run(host, Models.Guest(), Models.Setup("none", 2) with { Method = method });
}
