using MultifdBench.Results;

namespace MultifdBench.Tests.Results;

public sealed class ReferenceTests
{
    private static readonly string Folder = Path.Combine(SampleData.RepositoryRoot(), "results", "reference");

    /// <summary>
    /// The series' table, typed from the cover letter of v3: channels, accelerator, total ms, downtime ms, mbps, pages/s.
    /// </summary>
    private static readonly (int Channels, string Accel, double TotalMs, double DowntimeMs, double Mbps, double PagesPerSecond)[] Idle =
    [
        (2, "none", 20647, 22, 195, 137767), (2, "qpl", 17022, 36, 286, 460289),
        (4, "none", 18835, 29, 241, 299028), (4, "qpl", 16280, 32, 298, 652456),
        (8, "none", 17379, 32, 275, 470591), (8, "qpl", 15551, 46, 313, 1315784),
    ];

    private static readonly (int Channels, string Accel, double TotalMs, double DowntimeMs, double Mbps, double PagesPerSecond)[] Redis =
    [
        (2, "qpl", 62737, 115, 4547, 387911), (4, "qpl", 54645, 177, 5382, 656865),
        (8, "none", 93488, 74, 1264, 129486), (8, "qpl", 24367, 303, 6901, 964380),
    ];

    [Fact]
    public void SeedIdle_HoldsTheSixRowsOfTheThread() => Assert.Equal(Idle, Figures("seed-idle.csv"));

    [Fact]
    public void SeedRedis_HoldsTheFourFiguresAndTheTwoFailuresOfTheThread()
    {
        Assert.Equal(Redis, Figures("seed-redis.csv"));
        ReferenceRow[] failures = [.. Load("seed-redis.csv").Where(row => row.Run.Outcome == RunOutcome.Timeout)];
        Assert.Equal(
            [(2, "zlib", 1.0, "100% failure, timeout is 120s"), (4, "zlib", 0.3, "30% failure, timeout is 120s")],
            failures.Select(row => (row.Run.Channels, row.Run.Method, row.FailureRate!.Value, row.Run.Reason)));
    }

    [Theory]
    [InlineData("seed-idle.csv", 6)]
    [InlineData("seed-redis.csv", 6)]
    [InlineData("iaa-v4-silesia.csv", 18)]
    [InlineData("iaa-v6-qpl-software.csv", 6)]
    [InlineData("iaa-v7-silesia.csv", 30)]
    [InlineData("iaa-merge-commit.csv", 2)]
    [InlineData("qatzip-docs.csv", 3)]
    [InlineData("qatzip-v9-silesia.csv", 12)]
    [InlineData("zero-page-9.0.csv", 4)]
    [InlineData("dsa-v7.csv", 4)]
    [InlineData("gnr-zram-sweep.csv", 40)]
    [InlineData("gnr-page-out-in.csv", 18)]
    [InlineData("zswap-spr-v13-64k.csv", 4)]
    [InlineData("zswap-spr.csv", 14)]
    [InlineData("zswap-spr-compile.csv", 12)]
    [InlineData("mt-zstd-2019.csv", 11)]
    [InlineData("mt-zstd-2021.csv", 2)]
    [InlineData("mt-zlib-2015.csv", 4)]
    [InlineData("cloud-hypervisor-7669.csv", 5)]
    [InlineData("kubevirt-vep246.csv", 2)]
    [InlineData("kubevirt-vep291.csv", 2)]
    [InlineData("xapi-evacuation.csv", 6)]
    [InlineData("xapi-ktls.csv", 6)]
    [InlineData("colo-multifd.csv", 4)]
    [InlineData("hyperv-2012r2.csv", 1)]
    public void EveryTable_Parses_IsPublished_AndCited(string name, int count)
    {
        IReadOnlyList<ReferenceRow> rows = Load(name);
        Assert.Equal(count, rows.Count);
        Assert.Equal(count, rows.DistinctBy(row => row.Run.RunId).Count());
        Assert.All(rows, row =>
        {
            Assert.Equal(RunSource.Published, row.Run.Source);
            Assert.NotEqual("", row.Citation);
            Assert.StartsWith("https://", row.Url, StringComparison.Ordinal);
            Assert.Null(row.Run.PagesPerSecond);
            Assert.Equal(row.KernelPath.Length > 0, row.PagesOut > 0);
            if (row.Run.Outcome != RunOutcome.Completed) Assert.Null(row.Run.TotalTimeMs);
            else Assert.Contains(Figures(row.Run), figure => figure > 0);
        });
    }

    [Fact]
    public void EveryTable_IsExplainedInTheReadme_AndInTheTestAbove()
    {
        string readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        string[] names = [.. Directory.GetFiles(Folder, "*.csv").Select(path => Path.GetFileName(path))];
        Assert.Equal(25, names.Length);
        Assert.All(names, name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("iaa-v7-silesia.csv", "iaa-v7-silesia/100G-8ch-qplsw", 18964, 38, 15093, 3074972)]
    [InlineData("iaa-v4-silesia.csv", "iaa-v4-silesia/1G-2ch-zstd", 95750, 24, 1802, 477236)]
    [InlineData("qatzip-docs.csv", "qatzip-docs/8ch-qatzip", 16630, 28, 10467, 2940235)]
    public void SampledRows_StandAsPublished(string name, string runId, double totalMs, double downtimeMs, double mbps,
        double pagesPerSecond)
    {
        RunRow run = Load(name).Single(row => row.Run.RunId == runId).Run;
        Assert.Equal((totalMs, downtimeMs, mbps, pagesPerSecond),
            (run.TotalTimeMs!.Value, run.DowntimeMs!.Value, run.ThroughputMbps!.Value, run.PagesPerSecondLast!.Value));
    }

    /// <summary>What a table may be read for: few of the later ones have total times.</summary>
    private static double?[] Figures(RunRow run) => [run.TotalTimeMs, run.ThroughputMbps, run.CompressNsPerPage, run.WireBytes];

    private static IReadOnlyList<ReferenceRow> Load(string name) => ReferenceRow.Load(Path.Combine(Folder, name));

    private static (int, string, double, double, double, double)[] Figures(string name) =>
        [.. Load(name).Select(row => row.Run).Where(run => run.Outcome == RunOutcome.Completed).Select(run =>
            (run.Channels, run.Accel, run.TotalTimeMs!.Value, run.DowntimeMs!.Value, run.ThroughputMbps!.Value,
                run.PagesPerSecondLast!.Value))];
}
