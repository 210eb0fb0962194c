using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Reporting;

/// <summary>Made-up result sets, small enough to check by hand.</summary>
internal static class Sets
{
    public const string HostJson = """{ "host_name": "box", "cpu": "Some CPU", "cores": 2, "libraries": { "libz": "libz 1.3" } }""";

    public static ResultSet Write(string folder, IEnumerable<RunRow> runs)
    {
        using (ResultSetWriter writer = ResultSetWriter.CreateAt(folder))
        {
            writer.WriteHost(HostJson);
            foreach (RunRow run in runs) Append(writer, run);
        }

        return ResultSet.Load(folder);
    }

    /// <summary>zlib and zstd on 2 and 4 channels, failures of each kind, and one simulated row.</summary>
    public static IReadOnlyList<RunRow> Mixed()
    {
        Combination qpl = Rows.Cell("qpl") with { Level = null };
        Combination simulated = Rows.Cell("qpl", 4, RunSource.Simulated) with { Level = null, Path = "hardware" };
        return
        [
            Rows.Run(Library(Rows.Cell("zstd"), "libzstd"), totalTimeMs: 500),
            Rows.Run(Library(Rows.Cell("zlib"), "libz"), totalTimeMs: 1000),
            .. Partial(Library(Rows.Cell("zlib", 4), "libz"), runs: 10, failures: 3),
            .. Partial(Library(Rows.Cell("zlib", 8), "libz"), runs: 2, failures: 2),
            Failed(qpl, 1, RunOutcome.Unavailable, "there is no IAA device: no accelerator of its kind is configured"),
            Rows.Run(simulated, totalTimeMs: 250) with { Verified = null },
        ];
    }

    /// <summary>As many combinations and runs as profile quick has, with distinct figures.</summary>
    public static IEnumerable<RunRow> LikeTheDefaultMatrix() =>
        from workload in (string[])["idle", "redis-ycsb-b"]
        from method in (string[])["none", "zlib", "zstd", "qpl", "qpl-canned", "zlib-qpl"]
        from channels in (int[])[2, 4, 8]
        from repetition in Enumerable.Range(1, 10)
        select Rows.Run(Rows.Cell(method, channels) with { Workload = workload }, repetition,
            100.123 * method.Length + 7.77 * repetition / channels);

    public static RunRow Failed(Combination cell, int repetition, string outcome, string reason) =>
        cell.NewRow(repetition, Rows.Noon) with { Outcome = outcome, Reason = reason };

    public static Combination Library(Combination cell, string library) => cell with { Library = library };

    private static IEnumerable<RunRow> Partial(Combination cell, int runs, int failures) => Enumerable.Range(1, runs).Select(repetition =>
        repetition <= failures
            ? Failed(cell, repetition, RunOutcome.Timeout, "timeout is 120s")
            : Rows.Run(cell, repetition, 700 + 10 * repetition));

    private static void Append(ResultSetWriter writer, RunRow run)
    {
        bool ran = run.Outcome == RunOutcome.Completed;
        RoundRow[] rounds = ran ? [Rows.Round(run, 1), Rows.Round(run, 2), Rows.Round(run, 3)] : [];
        PageSizeRow[] sizes = ran
            ? [new() { RunId = run.RunId, BucketBytes = 512, Pages = 90 }, new() { RunId = run.RunId, BucketBytes = 4096, Pages = 10 }]
            : [];
        writer.Append(run, rounds, sizes);
    }
}
