using MultifdBench.Measurement.Calibration;
using MultifdBench.Prediction.Machines;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Prediction;

public sealed class MeasurementCacheTests
{
    private static readonly GuestProfile Profile = new()
    {
        Workload = "idle",
        Pages = 1000,
        NormalPages = 100,
        ExtentPages = 10,
        Classes = [new MeasuredClass("content", 100, [new CodecFigures("zlib", "libz 1", 2.5, 100, 50)])],
        Pools = [new MeasuredPool("1s", 40, 7)],
        ObservedMs = 640,
        PoolResidualPages = 0.5,
        Cores = 0.25,
    };

    [Fact]
    public void WhatWasKept_IsFound_UntilSomethingItDependsOnChanges()
    {
        using TemporaryFolder folder = new();
        MeasurementCache cache = new(folder["cache"]);
        Assert.Null(cache.Find<GuestProfile>("guest", "host", "idle"));
        Assert.Null(cache.Keep("guest", new CachedMeasurement<GuestProfile>(Rows.Noon, Profile), "host", "idle"));
        CachedMeasurement<GuestProfile> found = cache.Find<GuestProfile>("guest", "host", "idle")!;
        Assert.Equal((Rows.Noon, 100L, 2.5, 7.0),
            (found.Measured, found.Value.NormalPages, found.Value.Classes[0].Codecs[0].Ratio, found.Value.Pools[0].WritesPerSecond));
        Assert.Null(cache.Find<GuestProfile>("guest", "another host", "idle"));
        Assert.Null(cache.Find<GuestProfile>("guest", "hostidle"));
    }

    [Fact]
    public void BrokenFile_CountsAsNone_AndIsReplaced()
    {
        using TemporaryFolder folder = new();
        MeasurementCache cache = new(folder["cache"]);
        cache.Keep("guest", new CachedMeasurement<GuestProfile>(Rows.Noon, Profile), "a");
        string file = Assert.Single(Directory.GetFiles(folder["cache"]));
        File.WriteAllText(file, "{ broken");
        Assert.Null(cache.Find<GuestProfile>("guest", "a"));
        Assert.Null(cache.Keep("guest", new CachedMeasurement<GuestProfile>(Rows.Noon, Profile), "a"));
        Assert.NotNull(cache.Find<GuestProfile>("guest", "a"));
    }

    [Fact]
    public void FolderThatCannotBe_IsSaid_AndStopsNothing()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["file"], "");
        MeasurementCache cache = new(Path.Combine(folder["file"], "cache"));
        Assert.NotNull(cache.Keep("guest", new CachedMeasurement<GuestProfile>(Rows.Noon, Profile), "a"));
        Assert.Null(cache.Find<GuestProfile>("guest", "a"));
    }
}
