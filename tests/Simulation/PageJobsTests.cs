using MultifdBench.Core;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Reproduction;

namespace MultifdBench.Tests.Simulation;

/// <summary>Tables of pages that a kernel gives to devices, and the devices that make dynamic tables in one pass.</summary>
public sealed class PageJobsTests
{
    [Theory]
    [InlineData("gnr-zram-sweep", false, 20, 0.08)]
    [InlineData("gnr-page-out-in", true, 12, 0.15)]
    [InlineData("zswap-spr-v13-64k", false, 2, 0.05)]
    [InlineData("zswap-spr", true, 8, 0.15)]
    public void Tables_AreWithinTheirTargets(string table, bool isHeldOut, int modelled, double target)
    {
        IReadOnlyList<ReproducedRow> rows = Reproduce(table);
        Assert.All(rows, row => Assert.Equal((isHeldOut, true, false), (row.HeldOut, row.PageJobs, row.Assumed)));
        ErrorSummary errors = ErrorSummary.Of(rows);
        Assert.Equal(modelled, errors.Rows);
        Assert.InRange(errors.MedianTotal!.Value, 0, target);
    }

    /// <summary>The submit model: 30 threads, a page at a time against batches of 8.</summary>
    [Fact]
    public void BatchesGain_WhatTheSeriesHas()
    {
        BatchGain[] gains = [.. BatchGain.Of(Reproduce("zswap-spr"))];
        Assert.Equal(["zswap v12 64K", "zswap v13 2M", "zswap v14 64K", "zswap v14 PMD"], gains.Select(gain => gain.Path));
        Assert.All(gains, gain => Assert.InRange(Math.Abs(gain.Error), 0, 0.15));
        Assert.Empty(BatchGain.Of(Reproduce("gnr-page-out-in")));
    }

    /// <summary>What gives the path's constant is no test of the model, and is not counted as one.</summary>
    [Fact]
    public void RowsOfTheCpusCodecs_AreListedWithTheReason()
    {
        ReproducedRow[] others = [.. Reproduce("gnr-page-out-in").Where(row => !row.IsModelled)];
        Assert.Equal(["lzo-rle", "lz4", "zstd"], others.Select(row => row.Method).Distinct());
        Assert.All(others,
            row => Assert.Equal(row.Method != "lzo-rle", row.Reason.StartsWith("gives the constant", StringComparison.Ordinal)));
        Assert.Contains("zstd costs for these pages is not known", Reproduce("zswap-spr")[^1].Reason, StringComparison.Ordinal);
    }

    /// <summary>IAA 2.0: far more than a fixed job alone, next to nothing in a batch [reference 1.4: 3.4 us, 0.36 to 0.52 us].</summary>
    [Theory]
    [InlineData("fixed", 1, 0, 0)]
    [InlineData("dynamic", 1, 3000, 4000)]
    [InlineData("dynamic", 8, 300, 600)]
    public void DynamicTables_CostLatency_InOnePass(string huffman, int pages, double atLeast, double atMost)
    {
        var device = (JobDevice)Models.Host("testbeds/gnr-kernel").DeviceOf("iaa")!;
        PageJob dynamic = device.Compression(huffman == "dynamic");
        Assert.Equal(1, dynamic.Passes);
        int units = device.Devices * device.CompressUnits;
        double fixedNs = device.Batch(pages, units, device.Compression(isDynamic: false)).TotalNs;
        Assert.InRange((device.Batch(pages, units, dynamic).TotalNs - fixedNs) / pages, atLeast, atMost);
    }

    [Fact]
    public void LargerInputsAndIaa1_TakeTwoPasses()
    {
        Assert.Equal((2, 3000.0), Passes("spr-v4"));
        Assert.Equal((1, 0.0), Passes("gnr"));
        Assert.Equal((2, 3000.0), Passes("gnr", ("iaa.dynamic_single_pass_bytes", 4095)));

        static (int, double) Passes(string host, params (string, double)[] changes)
        {
            PageJob job = ((JobDevice)Models.Host(host, changes).DeviceOf("iaa")!).Compression(isDynamic: true);
            return (job.Passes, job.TableNs);
        }
    }

    /// <summary>In a migration: fixed and dynamic cost the same time on IAA 2.0, and dynamic more on IAA 1.0.</summary>
    [Fact]
    public void InAMigration_DynamicTables_CostLessOnIaa2()
    {
        double[] slower = [.. ((string[])["spr-v4", "gnr"]).Select(host => Time(host, "dynamic") / (double)Time(host, "fixed"))];
        Assert.True(slower[1] < slower[0], $"dynamic over fixed: IAA 1.0 {slower[0]:0.00}, IAA 2.0 {slower[1]:0.00}");

        long Time(string host, string huffman) => Models.Run(
            Models.Host(host, ("iaa.devices", 1)), Models.ReadGuest(ModelFolder.BesideProgram.FindScenario("silesia-64g"), Units.GiB),
            Models.Setup("none", 4) with
            {
                Method = SimulatedMethods.Of(BuiltIn.Methods.SimulatedForms, "qpl", "none", "hardware", huffman, null, 1),
            }).TotalNs;
    }

    /// <summary>Two files say it: the host for migrations, and the one whose fit found it.</summary>
    [Fact]
    public void TheFittedLatency_IsThatOfTheHostForMigrations() => Assert.Equal(
        ((JobDevice)Models.Host("testbeds/gnr-kernel").DeviceOf("iaa")!).DynamicLatencyNs,
        ((JobDevice)Models.Host("gnr").DeviceOf("iaa")!).DynamicLatencyNs);

    [Theory]
    [InlineData("spr-v4", "has no kernel path for page jobs; add the kernel parameters, as testbeds/gnr-kernel has.")]
    [InlineData("testbeds/gnr-kernel", "has no iaa devices, which page jobs go to; add iaa.devices.")]
    public void AHostWithoutTheWay_IsRefused(string host, string problem)
    {
        PublishedTable table = PublishedTables.Select("gnr-zram-sweep")[0] with { Host = host };
        if (host == "testbeds/gnr-kernel") table = table with { Conditions = [("iaa.devices", 0)] };
        Assert.Contains(problem, Assert.Throws<UsageException>(Run).Message, StringComparison.Ordinal);

        void Run() => Models.Reproducer().Run([table], seed: 1, TestContext.Current.CancellationToken);
    }

    private static IReadOnlyList<ReproducedRow> Reproduce(string table) =>
        Models.Reproducer().Run(PublishedTables.Select(table), seed: 1, TestContext.Current.CancellationToken);
}
