using System.Globalization;
using CsCheck;
using MultifdBench.Results;

namespace MultifdBench.Tests.Results;

/// <summary>Rows for tests: plain ones to read, random ones to break things.</summary>
internal static class Rows
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static Combination Cell(string method = "zlib", int channels = 2, string source = RunSource.Measured) => new()
    {
        Source = source,
        Workload = "redis-ycsb-b",
        MemoryMib = 1024,
        Method = method,
        Level = method == "none" ? null : 1,
        Channels = channels,
        DowntimeLimitMs = 300,
        WireLayout = "qemu-9.0",
        Model = source == RunSource.Simulated ? "spr-iaa4" : "",
    };

    public static RunRow Run(Combination cell, int repetition = 1, double totalTimeMs = 1000) => cell.NewRow(repetition, Noon) with
    {
        Outcome = RunOutcome.Completed,
        Verified = true,
        TotalTimeMs = totalTimeMs,
        DowntimeMs = 20,
        ThroughputMbps = 500.5,
        PagesPerSecond = 260_000,
        Ratio = 2.5,
        SourceCpuS = 1.5,
        DestinationCpuS = 0.5,
    };

    public static LimitRow Limit(string method = "zstd", double linkGbps = 10, double limit = 120_000) => new()
    {
        Workload = "redis-ycsb-b",
        MemoryMib = 1024,
        Model = "spr-iaa4",
        Method = method,
        Level = method == "none" ? null : 1,
        Channels = 2,
        LinkGbps = linkGbps,
        DirtyPagesPerSecondLimit = limit,
    };

    public static DecisionRow Decision(double linkGbps = 10, string winner = "none", string runnerUp = "zstd-1") => new()
    {
        Workload = "redis-ycsb-b",
        MemoryMib = 65536,
        Model = "box",
        IsHere = true,
        LinkGbps = linkGbps,
        Method = winner,
        Channels = 1,
        Leader = winner,
        LeaderChannels = 1,
        TotalTimeMs = 10_000,
        RunnerUp = runnerUp,
        RunnerUpChannels = 2,
        RunnerUpTotalTimeMs = 12_500,
        ModelError = 0.08,
        ModelErrorN = 12,
    };

    public static RoundRow Round(RunRow run, int round = 1) => new()
    {
        RunId = run.RunId,
        Round = round,
        StartMs = 100 * (round - 1),
        DurationMs = 100,
        DirtyPagesAtStart = 1000 / round,
        NormalPages = 900 / round,
        ZeroPages = 100 / round,
        WireBytes = 1_000_000 / round,
        Mbps = 80,
    };

    public static TimelineRow Reading(RunRow run) => new()
    {
        RunId = run.RunId,
        Ms = 100,
        WireBytes = 1_000_000,
        RemainingBytes = 4_096_000,
        DirtyPagesPerSecond = 250,
        CpuThrottlePercentage = 20,
        GuestOps = 10_000,
        DirtyLimitThrottleTimePerRoundUs = 250_000,
        DirtyLimitRingFullTimeUs = 0,
    };

    /// <summary>Texts with everything that CSV quotes.</summary>
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Const(""),
        Gen.Char["ab,\"\r\n;= µ'"].Array[1, 12].Select(letters => new string(letters)));

    private static readonly Gen<double?> Figure = Gen.OneOf(
        Gen.Const((double?)null),
        Gen.Double[0, 1e12].Select(value => (double?)value),
        Gen.Int[0, 1000].Select(value => (double?)value));

    public static readonly Gen<RunRow> Random =
        from texts in Text.Array[8]
        from figures in Figure.Array[6]
        from count in Gen.Long[0, long.MaxValue]
        from when in Gen.Long[0, 4_000_000_000_000]
        from flag in Gen.OneOf(Gen.Const((bool?)null), Gen.Bool.Select(value => (bool?)value))
        select new RunRow
        {
            RunId = "run" + count.ToString(CultureInfo.InvariantCulture),
            TimestampUtc = DateTimeOffset.FromUnixTimeMilliseconds(when),
            Source = $"s{texts[0]}",
            Workload = $"w{texts[1]}",
            MemoryMib = figures[0] ?? 0,
            Method = $"m{texts[2]}",
            Accel = texts[3],
            Path = texts[4],
            Huffman = texts[5],
            Level = (int?)(figures[1] % 10),
            Channels = (int)(count % 100),
            Outcome = RunOutcome.Failed,
            Reason = texts[6],
            Verified = flag,
            TotalTimeMs = figures[2],
            Ratio = figures[3],
            ThroughputMbps = figures[4],
            WireBytes = count,
            Seed = count,
            Library = texts[7],
            AllocatedBytesPerPage = figures[5],
        };
}
