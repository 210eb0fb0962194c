using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
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
    [InlineData("zlib", "qpl", null, "dynamic", "zlib-stream-dynamic", "spr-v4", "qpl")]
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
        SimulatedTwin twin = SimulatedTwin.Of(run, 64 * Units.GiB, 25)!;
        Assert.Equal(software, twin.Software!.Key);
        Assert.True(BuiltIn.Methods.Probe(twin.Software.Request).IsAvailable, "it is measured here");
        Assert.Equal((device, "hardware"), (twin.Combination.Accel, twin.Combination.Path));
        Assert.Equal((method, level), (twin.Combination.Method, twin.Combination.Level));
        Assert.Equal((host, host + " network.bandwidth_gbps=25", 25.0), (twin.Host, twin.Combination.Model, twin.Combination.LinkGbps));
        Assert.Equal(("tcp", 65536.0), (twin.Combination.Transport, twin.Combination.MemoryMib));
        Assert.Equal(run.Combination.MemoryMib, SimulatedTwin.Of(run, null, 25)!.Combination.MemoryMib);
    }

    [Theory]
    [InlineData("none", "none", null)]
    [InlineData("zlib", "none", null)]
    [InlineData("zlib", "auto", null)] // takes what this host has
    [InlineData("zlib", "qpl", "software")]
    [InlineData("zstd", "qat", null)] // no software makes its streams
    [InlineData("qpl", "none", "software")]
    public void OthersHaveNone(string method, string accel, string? path) =>
        Assert.Null(SimulatedTwin.Of(Plan(Choose(method, accel, ("qpl-path", path))), null, 25));

    [Theory]
    [InlineData("none", null, null)]
    [InlineData("zlib", 1, "zlib")]
    [InlineData("zlib", 6, "zlib-6")]
    [InlineData("zstd", 1, "zstd")]
    public void SoftwareIsBesideThem_OnTheSameHost(string method, int? level, string? codec)
    {
        PlannedRun run = Plan(Choose(method, "none", ("level", level?.ToString(CultureInfo.InvariantCulture))));
        SimulatedTwin twin = SimulatedTwin.InSoftware(run, "spr-v4", 64 * Units.GiB, 10)!;
        Assert.Equal(codec, twin.Software?.Key);
        Assert.Equal(("none", "software", "spr-v4 network.bandwidth_gbps=10", ""),
            (twin.Combination.Accel, twin.Combination.Path, twin.Combination.Model, twin.Combination.Library));
    }

    /// <summary>What would take a device where there is one has its twin there, and none in software.</summary>
    [Fact]
    public void WhatHasATwinOnADevice_HasNoneInSoftware() =>
        Assert.Null(SimulatedTwin.InSoftware(Plan(Choose("qpl", "none")), "spr-v4", null, 10));

    /// <summary>
    /// Without a device in the plan there is no host to be on; the limit of a run is not the modelled link's, where others have none.
    /// </summary>
    [Fact]
    public void Twins_OfAMatrix()
    {
        MatrixProfile profile = new()
        {
            Workloads = ["idle"],
            Methods = [new MethodChoice { Method = "none" }],
            MaxBandwidth = ["0", "1G"],
        };
        Assert.Empty(SimulatedRows.Twins(MatrixPlan.Create(profile, BuiltIn.Methods)));
        MatrixPlan plan = MatrixPlan.Create(
            profile with { Methods = [.. profile.Methods, new MethodChoice { Method = "qpl" }, new MethodChoice { Method = "qatzip" }] },
            BuiltIn.Methods);
        if (plan.Runs.Any(run => run.Combination.Path == "hardware" && run.Availability.IsAvailable))
            Assert.Skip("this host has the accelerator");
        Assert.Equal(
            [("qpl", "spr-v4"), ("qatzip", "spr-qat"), ("none", "spr-v4"), ("none", "spr-qat")],
            SimulatedRows.Twins(plan).Select(twin => (twin.Combination.Method, twin.Host)));
    }

    /// <summary>Rows of the measured size are mostly set-up and switchover: beside each is the guest as large as people migrate.</summary>
    [Theory]
    [InlineData("", "256MiB", 256.0, 65536.0)]
    [InlineData("", "64GiB", 65536.0)]
    [InlineData("1GiB", "256MiB", 1024.0)]
    public void TwinsOfASmallGuest_DoNotStandAlone(string asked, string memory, params double[] sizes)
    {
        MatrixProfile profile = new()
        {
            Workloads = ["idle"],
            Memory = [memory],
            SimulatedMemory = asked,
            Methods = [new MethodChoice { Method = "none" }, new MethodChoice { Method = "qatzip" }],
        };
        MatrixPlan plan = MatrixPlan.Create(profile, BuiltIn.Methods);
        if (plan.Runs.Any(run => run.Combination.Path == "hardware" && run.Availability.IsAvailable))
            Assert.Skip("this host has the accelerator");
        Assert.Equal(sizes, SimulatedRows.Twins(plan).Where(twin => twin.Combination.Method == "qatzip")
            .Select(twin => twin.Combination.MemoryMib).Distinct());
        Assert.Equal(sizes[^1], SimulatedSizes.OfAnswers(plan, plan.Runs[0].Guest) / (double)Units.MiB);
    }

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
        IEnumerable<SimulatedTwin> twins = choices.Select(choice => SimulatedTwin.Of(Plan(choice), null, 25)).OfType<SimulatedTwin>();
        string[] labels = [.. twins.Select(twin => twin.Label)];
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
