using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;

namespace MultifdBench.Tests.Simulation;

public sealed class MigrationTests
{
    [Theory]
    [InlineData(1, 1024.0)]
    [InlineData(4, 256.0)]
    public void WithoutContention_TotalIsPagesTimesService(int channels, double expectedMs)
    {
        SimulationResult result = Models.Run(Models.IdealHost(), Models.Guest(), Models.Setup("zlib", channels));
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        Assert.InRange(Units.Ms(result.TotalNs) / expectedMs, 0.995, 1.01);
    }

    /// <summary>
    /// Packets count when their channels have sent them, and are whole: beyond the budget of a window goes what is under way when it is
    /// used up. On a slow link that is much, on a fast one next to nothing.
    /// </summary>
    [Theory]
    [InlineData(1, 32, 1.15)]
    [InlineData(4, 32, 1.15)]
    [InlineData(4, 1024, 1.0)]
    public void ALimit_IsExceededByThePacketsUnderWay(int channels, int mibPerSecond, double least)
    {
        MigrationSetup setup = Models.Setup("none", channels);
        double limit = mibPerSecond * (double)Units.MiB;
        // A hundred windows: the last one ends when nothing is left.
        GuestModel guest = Models.Guest(pages: (long)(10 * limit / Page.SizeBytes));
        SimulationResult result = Models.Run(Models.Host("spr-v4"), guest, setup with
        {
            Precopy = setup.Precopy with { MaxBandwidthBytesPerSecond = (long)limit, DowntimeLimitNs = Units.NsPerMs },
        });
        double rate = result.WireBytes / ((result.TotalNs - result.DowntimeNs) / 1e9);
        double packets = (channels + 2) * (PacketHeader.PagesPerPacket * Page.SizeBytes + PacketHeader.SizeBytes);
        Assert.InRange(rate, 0.98 * least * limit, 1.02 * limit + 10 * packets);
    }

    [Fact]
    public void ChannelsBeyondTheCores_BringNothing()
    {
        HostModel host = Models.IdealHost(("cpu.cores", 2));
        SimulationResult two = Models.Run(host, Models.Guest(), Models.Setup("zlib", 2));
        SimulationResult eight = Models.Run(host, Models.Guest(), Models.Setup("zlib", 8));
        Assert.InRange((double)eight.TotalNs / two.TotalNs, 0.99, 1.05);
    }

    [Fact]
    public void ANarrowLink_IsTheTotal()
    {
        // 400 MiB and headers at 1 Gbit/s.
        SimulationResult result = Models.Run(Models.IdealHost(("network.bandwidth_gbps", 1)), Models.Guest(), Models.Setup("none", 4));
        Assert.InRange(result.TotalNs / (result.WireBytes * 8.0), 0.99, 1.01);
        Assert.Equal("network", result.Usage[0].Name);
    }

    [Fact]
    public void AFileWithOneFigureForBothSidesPackets_CostsBothOfThem()
    {
        // 800 packets at 1 ms on a channel of each side: the source is a packet ahead, and both have spent as much.
        SimulationResult result = Models.Run(Models.IdealHost(("channel.packet_ns", 1e6)), Models.Guest(), Models.Setup("none", 1));
        Assert.InRange(Units.Ms(result.TotalNs), 800, 810);
        Assert.InRange(result.DestinationCpuNs / 800e6, 0.999, 1.02);
    }

    [Fact]
    public void TheBandwidthLimit_IsKept()
    {
        MigrationSetup setup = Models.Setup("none", 2);
        setup = setup with { Precopy = setup.Precopy with { MaxBandwidthBytesPerSecond = 100 * Units.MiB, DowntimeLimitNs = 0 } };
        SimulationResult result = Models.Run(Models.IdealHost(), Models.Guest(), setup);
        // 40 windows of 100 ms, whose budgets are used at their beginnings.
        Assert.InRange(Units.Ms(result.TotalNs), 3700, 4100);
    }

    [Theory]
    [InlineData("zlib", ZeroPageDetection.Legacy)]
    [InlineData("none", ZeroPageDetection.Multifd)]
    [InlineData("none", ZeroPageDetection.None)]
    public void EveryPageThatIsSetIsSentAndReceived_AndBytesAddUp(string method, ZeroPageDetection detection)
    {
        GuestModel guest = Models.Guest(dirtyPages: 30_000, writesPerSecond: 20_000, content: 0.6);
        SimulationResult result = Models.Run(Models.Host("spr-v4"), guest, Models.Setup(method, 3) with { ZeroPageDetection = detection });
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        Assert.True(result.Rounds.Count > 2);
        Assert.True(Dirtied(result) > 0);
        Assert.Equal(Models.Pages + Dirtied(result), result.Pages.Total);
        Assert.Equal(result.Pages.Total, result.ReceivedPages);
        Assert.Equal(result.Pages.Total, result.Rounds.Sum(round => round.Pages.Total));
        Assert.Equal(result.WireBytes, result.Rounds.Sum(round => round.WireBytes));
        Assert.True(result.WireBytes > result.PayloadBytes);
        if (detection != ZeroPageDetection.None) Assert.Equal((long)(Models.Pages * 0.4), result.Pages.Zero, tolerance: 1);
    }

    [Fact]
    public void SameSeed_SameRun_AnotherSeed_AnotherOne()
    {
        GuestModel guest = TwoClasses();
        SimulationResult Run(long seed) => Models.Run(Models.Host("spr-v4"), guest, Models.Setup("zlib", 3) with { Seed = seed });
        SimulationResult first = Run(7);
        SimulationResult again = Run(7);
        Assert.Equal((first.TotalNs, first.WireBytes, first.Events, first.DowntimeNs),
            (again.TotalNs, again.WireBytes, again.Events, again.DowntimeNs));
        Assert.Equal(first.Rounds, again.Rounds);
        Assert.NotEqual(first.TotalNs, Run(8).TotalNs);
    }

    [Fact]
    public void AGuestThatIsFasterThanItsMigration_EndsByTheTimeout()
    {
        MigrationSetup setup = Models.Setup("zlib", 1);
        setup = setup with { Precopy = setup.Precopy with { TimeoutNs = 5 * Units.NsPerSecond, DowntimeLimitNs = Units.NsPerMs } };
        SimulationResult result = Models.Run(Models.IdealHost(), Models.Guest(dirtyPages: 100_000, writesPerSecond: 1e7), setup);
        Assert.Equal(RunOutcome.Timeout, result.Outcome);
        Assert.InRange(Units.Ms(result.TotalNs), 5000, 5200);
        RunRow row = result.ToRow(new RunRow(), setup.Seed);
        Assert.Equal(("timeout", "timeout is 5s", null), (row.Outcome, row.Reason, row.DowntimeMs));
    }

    [Fact]
    public void Events_GrowNoFasterThanPackets()
    {
        long small = Models.Run(Models.IdealHost(), Models.Guest(), Models.Setup("zlib", 4)).Events;
        long large = Models.Run(Models.IdealHost(), Models.Guest(pages: 8 * Models.Pages), Models.Setup("zlib", 4)).Events;
        Assert.InRange((double)large / small, 7, 8.5);
        Assert.InRange(small, Models.Pages / 128, 12 * Models.Pages / 128);
    }

    [Fact]
    public void TwelveTebibytes_TakeAFewMillionEvents()
    {
        long pages = (12L << 40) / Page.SizeBytes;
        SimulationResult result = Models.Run(Models.Host("spr-v4"), Models.Guest(content: 0.02, pages: pages),
            Models.Setup("none", 8) with { ZeroPageDetection = ZeroPageDetection.Legacy, Precopy = new() { TimeoutNs = long.MaxValue } });
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        Assert.Equal(pages, result.Pages.Total);
        Assert.InRange(result.Events, 1, 5_000_000);
    }

    [Fact]
    public void PacketsInSteps_ChangeLittle()
    {
        MigrationSetup setup = Models.Setup("zlib", 4);
        SimulationResult exact = Models.Run(Models.Host("spr-v4"), Models.Guest(), setup);
        SimulationResult coarse = Models.Run(Models.Host("spr-v4"), Models.Guest(), setup with { PacketsPerStep = 4 });
        Assert.InRange((double)coarse.TotalNs / exact.TotalNs, 0.98, 1.03);
        Assert.True(coarse.Events < exact.Events / 3);
    }

    [Theory]
    [InlineData("qpl", "hardware", "has no IAA device")]
    [InlineData("qatzip", "hardware", "does not say what qat makes of page class 'all'")]
    [InlineData("zstd", "software", "does not say what zstd makes of page class 'all'")]
    public void WhatTheModelLacks_IsNamedWithTheRemedy(string method, string path, string problem)
    {
        HostModel host = Models.Host("spr-qat", ("iaa.devices", 0));
        string message = Assert.Throws<UsageException>(() => Models.Run(host, Models.Guest(), Models.Setup(method, 2, path))).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.Contains("add", message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownCombination_IsRefused() =>
        Assert.Equal(
            "The simulator does not know method qpl9 with accelerator none; use none, zlib, zstd, qpl, qatzip or lz4 with "
                + "accelerator none, "
                + "qpl (zlib) or qat.",
            Assert.Throws<UsageException>(
                () => SimulatedMethods.Of(BuiltIn.Methods.SimulatedForms, "qpl9", "none", "software", "", null, null)).Message);

    /// <summary>Pages that the syncs have added to the bitmap: what each round began with, less what the round before had left.</summary>
    private static long Dirtied(SimulationResult result)
    {
        long dirtied = 0;
        long left = 0;
        for (int i = 0; i < result.Rounds.Count; i++)
        {
            if (i > 0) dirtied += result.Rounds[i].DirtyPagesAtStart - left;
            left = result.Rounds[i].DirtyPagesAtStart - result.Rounds[i].Pages.Total;
        }

        return dirtied;
    }

    private static GuestModel TwoClasses()
    {
        GuestModel guest = Models.Guest();
        PageClass one = guest.Classes[0];
        Dictionary<string, CodecCost> slow = new() { ["zlib"] = new CodecCost(1.2, 30_000, 3_000) };
        return guest with { Classes = [one, new PageClass("slow", 1, 1, slow)] };
    }
}
