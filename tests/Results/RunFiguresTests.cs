using MultifdBench.Results;

namespace MultifdBench.Tests.Results;

public sealed class RunFiguresTests
{
    private static readonly RunRow Identity = new() { RunId = "id#1", Workload = "idle", Notes = "kept" };

    private static readonly RunFigures All = new()
    {
        Outcome = RunOutcome.Completed,
        Verified = true,
        SetupNs = 2_000_000,
        TotalNs = 1_002_000_000,
        DowntimeNs = 3_000_000,
        Rounds = [new(2_000_000, 500_000_000, 100, 60, 40, 250_000), new(502_000_000, 0, 50, 40, 10, 7)],
        NormalPages = 100,
        ZeroPages = 50,
        ReceivedNormalPages = 50,
        UncompressedBytes = 409_600,
        PayloadBytes = 204_800,
        WireBytes = 250_000,
        PagesPerSecondLast = 9,
        DirtyPagesPerSecond = 8,
        CompressNs = 1_000,
        DecompressNs = 100,
        SourceCpuNs = 2e9,
        DestinationCpuNs = 1e9,
        AllocatedBytes = 300,
        PeakRssBytes = 3 << 20,
        SourceJoules = 12,
        DestinationJoules = 7,
    };

    [Fact]
    public void CompletedRun_HasEveryFigure_AndKeepsItsIdentity() => Assert.Equal(
        Identity with
        {
            Outcome = RunOutcome.Completed,
            Verified = true,
            SetupTimeMs = 2,
            TotalTimeMs = 1002,
            DowntimeMs = 3,
            Rounds = 2,
            NormalPages = 100,
            ZeroPages = 50,
            UncompressedBytes = 409_600,
            CompressedBytes = 204_800,
            WireBytes = 250_000,
            Ratio = 2,
            ThroughputMbps = 2,
            PagesPerSecond = 150,
            PagesPerSecondLast = 9,
            DirtyPagesPerSecond = 8,
            CompressNsPerPage = 10,
            DecompressNsPerPage = 2,
            SourceCpuS = 2,
            DestinationCpuS = 1,
            AllocatedBytesPerPage = 2,
            PeakRssMib = 3,
            SourceJoules = 12,
            DestinationJoules = 7,
        },
        All.ToRow(Identity));

    [Fact]
    public void RunThatDidNotComplete_HasNoDowntimeAndNoRates()
    {
        RunRow row = (All with { Outcome = RunOutcome.Timeout, Reason = "timeout is 1s", Verified = null }).ToRow(Identity);
        Assert.Equal((null, null, null), (row.DowntimeMs, row.ThroughputMbps, row.PagesPerSecond));
        Assert.Equal(("timeout is 1s", 1002d, 2d), (row.Reason, row.TotalTimeMs, row.Ratio));
    }

    [Fact]
    public void WhatIsNotKnown_IsAnEmptyCell()
    {
        RunRow row = new RunFigures
        {
            Outcome = RunOutcome.Failed,
            SetupNs = null,
            TotalNs = 5_000_000,
            Rounds = [],
            NormalPages = 0,
            ZeroPages = 0,
            UncompressedBytes = 0,
            PayloadBytes = 0,
            WireBytes = 0,
            CompressNs = 5,
            AllocatedBytes = 5,
        }.ToRow(Identity);
        Assert.Equal(
            Identity with
            {
                Outcome = RunOutcome.Failed,
                TotalTimeMs = 5,
                Rounds = 0,
                NormalPages = 0,
                ZeroPages = 0,
                UncompressedBytes = 0,
                CompressedBytes = 0,
                WireBytes = 0,
            },
            row);
    }

    [Fact]
    public void Rounds_AreNumbered_AndOneWithoutTimeHasNoRate() => Assert.Equal(
        [
            new RoundRow
            {
                RunId = "x", Round = 1, StartMs = 2, DurationMs = 500, DirtyPagesAtStart = 100, NormalPages = 60, ZeroPages = 40,
                WireBytes = 250_000, Mbps = 4,
            },
            new RoundRow
            {
                RunId = "x", Round = 2, StartMs = 502, DurationMs = 0, DirtyPagesAtStart = 50, NormalPages = 40, ZeroPages = 10,
                WireBytes = 7, Mbps = null,
            },
        ],
        All.ToRounds("x"));
}
