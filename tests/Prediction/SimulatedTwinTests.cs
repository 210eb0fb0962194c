using System.Globalization;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Prediction.Twins;

namespace MultifdBench.Tests.Prediction;

/// <summary>Which combinations have a twin, on whose host, and which software stands in for the device.</summary>
public class SimulatedTwinTests
{
    [Theory]
    [InlineData("qpl", "none", null, null, "qpl", "spr-v4", "qpl")]
    [InlineData("qpl", "auto", null, "canned", "qpl-canned", "spr-v4", "qpl")]
    [InlineData("qpl", "qpl", null, "dynamic", "qpl-dynamic", "spr-v4", "qpl")]
    [InlineData("zlib", "qpl", null, null, "zlib-stream", "spr-v4", "qpl")]
    [InlineData("zlib", "qpl", null, "dynamic", "zlib-stream", "spr-v4", "qpl")]
    [InlineData("zlib", "qat", 1, null, "zlib", "spr-qat", "qat")]
    [InlineData("zlib", "qat", 9, null, "zlib-9", "spr-qat", "qat")]
    [InlineData("qatzip", "none", 1, null, "zlib", "spr-qat", "qat")]
    [InlineData("qatzip", "auto", 6, null, "zlib-6", "spr-qat", "qat")]
    public void ACombinationWhoseAcceleratorIsNotHere_HasOne(
        string method, string accel, int? level, string? huffman, string software, string host, string device)
    {
        MethodChoice choice = Choose(method, accel, ("level", level?.ToString(CultureInfo.InvariantCulture)), ("qpl-huffman", huffman));
        PlannedRun run = Plan(choice);
        if (run.Availability.IsAvailable && run.Combination.Path == "hardware") Assert.Skip("this host has the accelerator");
        SimulatedTwin twin = SimulatedTwin.Of(run)!;
        Assert.Equal(software, twin.Software.Key);
        Assert.True(BuiltIn.Methods.Probe(twin.Software.Request).IsAvailable, "it is measured here");
        Assert.Equal((device, "hardware"), (twin.Combination.Accel, twin.Combination.Path));
        Assert.Equal((method, level), (twin.Combination.Method, twin.Combination.Level));
        Assert.StartsWith(host + " network.bandwidth_gbps=", twin.Combination.Model, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "none", null)]
    [InlineData("zlib", "none", null)]
    [InlineData("zlib", "auto", null)] // takes what this host has
    [InlineData("zlib", "qpl", "software")]
    [InlineData("zstd", "qat", null)] // no software makes its streams
    [InlineData("qpl", "none", "software")]
    public void OthersHaveNone(string method, string accel, string? path) =>
        Assert.Null(SimulatedTwin.Of(Plan(Choose(method, accel, ("qpl-path", path)))));

    [Fact]
    public void TwinsOfOneGuest_DoNotShareWhatWasMeasuredForAnother()
    {
        MethodChoice[] choices =
        [
            Choose("qpl", "none"),
            Choose("qpl", "none", ("streams", "4")),
            Choose("qpl", "none", ("qpl-huffman", "canned")),
            Choose("zlib", "qpl"),
            Choose("zlib", "qpl", ("qpl-huffman", "dynamic")),
            Choose("zlib", "qat"),
            Choose("qatzip", "none"),
        ];
        string[] labels = [.. choices.Select(choice => SimulatedTwin.Of(Plan(choice))).OfType<SimulatedTwin>().Select(twin => twin.Label)];
        Assert.Equal(labels.Distinct(), labels);
    }

    [Theory]
    [InlineData("zlib", "qat")]
    [InlineData("zlib-6", "qat-6")]
    [InlineData("zlib-stream", "iaa-stream")]
    [InlineData("qpl", "iaa")]
    [InlineData("qpl-canned", "iaa-canned")]
    [InlineData("zstd", null)]
    [InlineData("zlibs", null)]
    public void ADevicesCosts_HaveTheKeyOfTheirs(string software, string? device) =>
        Assert.Equal(device, BuiltIn.Methods.SimulatedForms.DeviceCodec(software));

    private static MethodChoice Choose(string method, string accel, params (string Option, string? Value)[] options) => options
        .Where(one => one.Value is not null)
        .Aggregate(new MethodChoice { Method = method, Accel = accel }, (choice, one) => choice.With(one.Option, one.Value!));

    private static PlannedRun Plan(MethodChoice choice)
    {
        List<string> problems = [];
        PlannedRun? run = new RunPlanner(BuiltIn.Methods).Plan(new RunSpec { Method = choice }, problems);
        Assert.Empty(problems);
        return run!;
    }
}
