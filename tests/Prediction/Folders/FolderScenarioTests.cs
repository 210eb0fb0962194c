using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Prediction.Folders;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Tests.Results;
using MultifdBench.Tests.Simulation;

namespace MultifdBench.Tests.Prediction.Folders;

/// <summary>A guest that is known, migrated in virtual time: what its rows say of it, taken for measured ones, is what it is.</summary>
public sealed class FolderScenarioTests : IDisposable
{
    private const double DirtyPages = 6000;
    private const double WritesPerSecond = 9000;
    private static readonly double[] LinksGbps = [0.5, 1, 2, 4, 8, 16];
    private static readonly GuestModel Guest = Models.Guest(DirtyPages, WritesPerSecond, content: 0.5);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFolderKnowsItsGuest()
    {
        GuestModel found = Model(Scenario(), Models.Pages);
        Assert.Equal(Guest.NormalPages, found.NormalPages);
        PageMix content = PageMix.Of(found, "zlib", dirty: false), written = PageMix.Of(found, "zlib", dirty: true);
        Assert.Equal(2048, content.BytesPerPage, 20.0);
        Assert.Equal(2048, written.BytesPerPage, 20.0);
        Assert.Equal((10_000, 1_000), (Math.Round(content.CompressNs), Math.Round(content.DecompressNs)));
        // The guest's rounds are of 10 ms to 4 s.
        foreach (long ms in (long[])[20, 100, 500, 2000])
            Assert.InRange(Unique(found, ms) / Unique(Guest, ms), 0.9, 1.1);
    }

    [Fact]
    public void ItsScenario_TakesAsLongAsItsRuns()
    {
        GuestModel found = Model(Scenario(), Models.Pages);
        foreach (double gbps in LinksGbps)
            Assert.InRange((double)Migrate(found, "zlib", gbps).TotalNs / Migrate(Guest, "zlib", gbps).TotalNs, 0.95, 1.05);
    }

    /// <summary>As a measured guest is scaled: content in proportion, and writes to as large a share of it.</summary>
    [Fact]
    public void ALargerOne_HasAsLargeAShareOfContent()
    {
        ParameterFile scenario = FolderScenario.Of(Write(), workload: null, BuiltIn.Methods).Sized(16 * Models.Pages * Page.SizeBytes);
        GuestModel large = Model(scenario, 16 * Models.Pages);
        Assert.Equal(16 * Guest.NormalPages, large.NormalPages);
        Assert.Contains("6400 MiB, scaled from 400 MiB, from ", scenario.Summary, StringComparison.Ordinal);
        Assert.Contains("of a guest of 400 MiB, scaled in proportion", Source(scenario, "memory.content_mib"), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatRunsDoNotSay_IsAssumedByName()
    {
        ParameterFile scenario = Scenario();
        Assert.Equal(ParameterKind.Assumed, Kind(scenario, "memory.extent_pages"));
        Assert.Equal(ParameterKind.Measured, Kind(scenario, "memory.content_mib"));
        Assert.Contains("what the first round sent, 18 runs, libz 1.3", Source(scenario, "classes.content.zlib.ratio"),
            StringComparison.Ordinal);
        Assert.Contains("that of zlib in software", Source(scenario, "classes.content.qat.ratio"), StringComparison.Ordinal);
        Assert.Contains("cores that its own threads need are not known", scenario.Summary, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(_folder["out"]), scenario.Summary, StringComparison.Ordinal);
    }

    /// <summary>What a run at 1.1 times the pools' rate differs from others by is ln 1.1.</summary>
    [Fact]
    public void RepetitionsThatDiffer_AreAnInterval()
    {
        ParameterFile alike = Scenario();
        Assert.InRange(alike.Parameters.All.Single(one => one.Key == "run.spread").Value, 0, 0.02);
        ResultSet different = Write(
            run => [.. LinksGbps.Select(gbps => (gbps, Guest.WithDirtyFactor(run == 1 ? 0.8 : run == 2 ? 1 : 1.25)))], "different");
        Parameter spread = FolderScenario.Of(different, null, BuiltIn.Methods).Sized(Models.Pages * Page.SizeBytes)
            .Parameters.All.Single(one => one.Key == "run.spread");
        // Pages that are written often are written once a round, however often: the rounds vary less than the rate, ln 1.25.
        Assert.InRange(spread.Value, 0.05, 0.23);
        Assert.Equal(ParameterKind.Measured, spread.Kind);
    }

    [Fact]
    public void AFewRepetitions_SayNothingOfIt()
    {
        ResultSet one = ResultsOf([Measured("zlib", 1, 1)]);
        Parameter spread = FolderScenario.Of(one, null, BuiltIn.Methods).Sized(Models.Pages * Page.SizeBytes)
            .Parameters.All.Single(parameter => parameter.Key == "run.spread");
        Assert.Equal((0.0, ParameterKind.Assumed), (spread.Value, spread.Kind));
    }

    [Fact]
    public void AMethodThatTimedOut_IsNamed()
    {
        (RunRow row, IReadOnlyList<RoundRow> rounds) = Measured("qpl", 1, 1);
        ResultSet results = ResultsOf([Measured("zlib", 1, 1), (row with { Outcome = RunOutcome.Timeout }, rounds)]);
        FolderScenario scenario = FolderScenario.Of(results, null, BuiltIn.Methods);
        Assert.Equal("qpl-fixed: no run of it counts, so the scenario has no costs of it.", Assert.Single(scenario.Notes));
        Assert.DoesNotContain("classes.content.qpl.ratio",
            scenario.Sized(Units.GiB).Parameters.All.Select(parameter => parameter.Key), StringComparer.Ordinal);
    }

    /// <summary>Of several sizes the largest; of several guests the one that is named.</summary>
    [Fact]
    public void OtherGuestsAndSizes_AreNotMixedIn()
    {
        (RunRow small, IReadOnlyList<RoundRow> rounds) = Measured("zlib", 1, 2);
        (RunRow other, IReadOnlyList<RoundRow> otherRounds) = Measured("zlib", 1, 3);
        ResultSet results = ResultsOf(
            [Measured("zlib", 1, 1), (small with { MemoryMib = 100 }, rounds), (other with { Workload = "idle" }, otherRounds)]);
        Assert.Contains("from 1 runs", FolderScenario.Of(results, "redis-ycsb-b", BuiltIn.Methods).Sized(Units.GiB).Summary,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("several guests", null, "has runs of several guests; choose one: --workload redis-ycsb-b or idle.")]
    [InlineData("several guests", "idel", "has no measured runs of it. Did you mean 'idle'? It has: redis-ycsb-b, idle.")]
    [InlineData("none", null, "has no measured runs: a scenario is made of what was measured.")]
    [InlineData("simulated", null, "has no measured runs, only simulated ones")]
    [InlineData("timeouts", null, "no run of redis-ycsb-b completed, 1 of 1 ended at their time limit.")]
    [InlineData("failed", null, "no run of redis-ycsb-b completed.")]
    [InlineData("zero pages like others", null, "Run it with --zero-page-detection multifd.")]
    [InlineData("throttled", null, "no round of a run of redis-ycsb-b shows how it writes by itself.")]
    [InlineData("policy", null, "no round of a run of redis-ycsb-b shows how it writes by itself.")]
    [InlineData("without rounds", null, "no round of a run of redis-ycsb-b shows how it writes by itself.")]
    public void AFolderThatDoesNotSayEnough_IsRefused(string folder, string? workload, string problem)
    {
        (RunRow row, IReadOnlyList<RoundRow> rounds) = Measured("zlib", 1, 1);
        ResultSet results = ResultsOf(folder switch
        {
            "several guests" => [(row, rounds), Renamed(row, rounds)],
            "none" => [],
            "simulated" => [(row with { Source = RunSource.Simulated }, rounds)],
            "timeouts" => [(row with { Outcome = RunOutcome.Timeout }, rounds)],
            "failed" => [(row with { Verified = false }, rounds)],
            "zero pages like others" => [(row with { ZeroPageDetection = "none" }, rounds)],
            "throttled" => [(row with { CpuThrottlePercentage = 20 }, rounds)],
            "policy" => [(row with { Policy = "kubevirt" }, rounds)],
            "without rounds" => [(row, [])],
            _ => throw new ArgumentOutOfRangeException(nameof(folder), folder, null),
        });
        UsageException refusal = Assert.Throws<UsageException>(() => FolderScenario.Of(results, workload, BuiltIn.Methods));
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }

    private static (RunRow Row, IReadOnlyList<RoundRow> Rounds) Renamed(RunRow row, IReadOnlyList<RoundRow> rounds) =>
        (row with { Workload = "idle", RunId = "other#1" }, [.. rounds.Select(round => round with { RunId = "other#1" })]);

    private static double Unique(GuestModel guest, long ms) => guest.Dirtying.Sum(pool => pool.UniquePages(ms * Units.NsPerMs));

    private static ParameterKind Kind(ParameterFile scenario, string key) =>
        scenario.Parameters.All.Single(parameter => parameter.Key == key).Kind;

    private static string Source(ParameterFile scenario, string key) =>
        scenario.Parameters.All.Single(parameter => parameter.Key == key).Source;

    private static GuestModel Model(ParameterFile scenario, long pages) =>
        GuestModel.From(scenario.Name, scenario.Parameters, pages * Page.SizeBytes);

    private static SimulationResult Migrate(GuestModel guest, string method, double gbps, int repetition = 1) => Models.Run(
        Models.IdealHost(("network.bandwidth_gbps", gbps)), guest, Models.Setup(method, channels: 4) with { Seed = repetition });

    private static (RunRow Row, IReadOnlyList<RoundRow> Rounds) Measured(
        string method, double gbps, int repetition, GuestModel? guest = null)
    {
        SimulationResult result = Migrate(guest ?? Guest, method, gbps, repetition);
        Combination cell = Rows.Cell(method, 4) with
        {
            MemoryMib = Models.Pages * (double)Page.SizeBytes / Units.MiB,
            Level = method == "zlib" ? 1 : null,
            Accel = "none",
            Path = "software",
            Huffman = method == "qpl" ? "fixed" : "",
            ZeroPageDetection = "multifd",
            MaxBandwidthMbps = gbps * 1e3,
        };
        RunRow row = result.ToRow(cell.NewRow(repetition, Rows.Noon), repetition) with { Library = "libz 1.3" };
        return (row, result.Figures.ToRounds(row.RunId));
    }

    private ParameterFile Scenario() => FolderScenario.Of(Write(), null, BuiltIn.Methods).Sized(Models.Pages * Page.SizeBytes);

    private ResultSet Write() => Write(_ => [.. LinksGbps.Select(gbps => (gbps, Guest))], "out");

    private ResultSet Write(Func<int, IReadOnlyList<(double Gbps, GuestModel Guest)>> runs, string name) => ResultsOf(
        [
            .. from repetition in Enumerable.Range(1, 3)
               from run in runs(repetition)
               select Measured("zlib", run.Gbps, repetition, run.Guest),
        ],
        name);

    private ResultSet ResultsOf(IReadOnlyList<(RunRow Row, IReadOnlyList<RoundRow> Rounds)> runs, string name = "out")
    {
        using (ResultSetWriter writer = ResultSetWriter.CreateAt(_folder[name]))
        {
            foreach ((RunRow row, IReadOnlyList<RoundRow> rounds) in runs) writer.Append(row, rounds);
        }

        return ResultSet.Load(_folder[name]);
    }
}
