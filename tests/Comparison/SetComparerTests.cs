using MultifdBench.Comparison;
using MultifdBench.Comparison.Sets;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Core;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Comparison;

/// <summary>From two sides to verdicts and an outcome.</summary>
public sealed class SetComparerTests
{
    private static readonly GateOptions Options = new();

    [Theory]
    [InlineData(1.00, Verdict.Same, GateOutcome.Passed)]
    [InlineData(1.01, Verdict.Same, GateOutcome.Passed)]
    [InlineData(1.10, Verdict.Slower, GateOutcome.Regression)]
    [InlineData(0.90, Verdict.Faster, GateOutcome.Passed)]
    public void QuietSides_AreJudgedByTheirRatio(double factor, Verdict verdict, GateOutcome outcome)
    {
        Sides sides = new(1);
        SetComparison comparison = SetComparer.Compare(sides.Single("base", 20, 0.01), sides.Single("new", 20, 0.01, factor), Options);
        MetricVerdict time = Find(comparison, RunMetric.TotalTime);
        Assert.Equal(verdict, time.Verdict);
        Assert.InRange(time.Ratio!.Value, factor - 0.015, factor + 0.015);
        Assert.True(time.Interval.Lo < time.Ratio && time.Ratio < time.Interval.Hi);
        Assert.Equal(outcome, comparison.Outcome);
        // The direction of a metric where more is better is turned round: slower is fewer pages per second.
        Assert.Equal(verdict, Find(comparison, RunMetric.PagesPerSecond).Verdict);
    }

    /// <summary>Few machines tell it. What one side alone has is no comparison, and no row that says so.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Energy_IsCompared_WhereBothSidesHaveIt(bool isInBase, bool isInNew)
    {
        RunRow[] before = [.. new Sides(1).Runs(Rows.Cell(), 20, 0.01).Select(run => WithEnergy(run, isInBase, 100))];
        RunRow[] after = [.. new Sides(2).Runs(Rows.Cell(), 20, 0.01).Select(run => WithEnergy(run, isInNew, 120))];
        SetComparison comparison = SetComparer.Compare(Side("base", before), Side("new", after), Options);
        MetricVerdict? energy = comparison.Cells[0].Metrics.SingleOrDefault(metric => metric.Metric == RunMetric.Energy);
        Assert.Equal(isInBase && isInNew, energy is not null);
        if (energy is not null) Assert.Equal(1.2, energy.Ratio!.Value, 0.02);
        // What a migration takes and costs decides; energy is told beside it.
        Assert.Equal(GateOutcome.Passed, comparison.Outcome);
    }

    private static RunRow WithEnergy(RunRow run, bool isTold, double joules) => isTold
        ? run with { SourceJoules = 0.75 * joules * run.TotalTimeMs / 1000, DestinationJoules = 0.25 * joules * run.TotalTimeMs / 1000 }
        : run;

    /// <summary>Half of the runs are slow, and those time out in NEW: the fast half alone would read as an improvement.</summary>
    [Fact]
    public void ABuildWhoseSlowRunsTimeOut_IsNotFaster()
    {
        IReadOnlyList<RunRow> runs = new Sides(1).Runs(Rows.Cell(), 20, 0.01);
        RunRow[] before = [.. runs.Select((run, i) => i % 2 == 0 ? run with { TotalTimeMs = 1500 + i } : run)];
        RunRow[] after = [.. before.Select(run => run.TotalTimeMs > 1400 ? Late(run) : run with { TotalTimeMs = 0.98 * run.TotalTimeMs })];
        SetComparison comparison = SetComparer.Compare(Side("base", before), Side("new", after), Options);
        MetricVerdict time = Find(comparison, RunMetric.TotalTime);
        Assert.True(time.Ratio < 0.9);
        Assert.Equal((Verdict.Undecided, true), (time.Verdict, time.IsOfLuckierRuns));
        Assert.All(comparison.Groups[0].Metrics, metric => Assert.NotEqual(Verdict.Faster, metric.Verdict));
        Assert.NotEqual(GateOutcome.Passed, comparison.Outcome);
        // The other way round nothing is hidden: the runs that BASE lacks were its slow ones, and a slower NEW is asked about.
        SetComparison reverse = SetComparer.Compare(Side("base", after), Side("new", before), Options);
        Assert.Equal(Verdict.Slower, Find(reverse, RunMetric.TotalTime).Verdict);
    }

    /// <summary>As many failures on both sides, or fewer in NEW: its figures are no luckier than BASE's.</summary>
    [Theory]
    [InlineData(3, 3)]
    [InlineData(3, 1)]
    public void FasterRuns_OfAnEqualShare_AreFaster(int baseFailures, int newFailures)
    {
        RunRow[] before = [.. new Sides(1).Runs(Rows.Cell(), 20, 0.01).Select((run, i) => i < baseFailures ? Late(run) : run)];
        RunRow[] after = [.. new Sides(2).Runs(Rows.Cell(), 20, 0.01, 0.9).Select((run, i) => i < newFailures ? Late(run) : run)];
        MetricVerdict time = Find(SetComparer.Compare(Side("base", before), Side("new", after), Options), RunMetric.TotalTime);
        Assert.Equal((Verdict.Faster, false), (time.Verdict, time.IsOfLuckierRuns));
    }

    private static RunRow Late(RunRow run) => run with { Outcome = RunOutcome.Timeout, Reason = TimeoutReason.Of(120_000_000_000) };

    /// <summary>Figures in a row belong together, whatever the unit of the statistics is.</summary>
    [Theory]
    [InlineData(Design.Repetitions)]
    [InlineData(Design.Sessions)]
    [InlineData(Design.AlternatingSessions)]
    public void Levels_AreWhatTheRatioIsOf(Design design)
    {
        Sides sides = new(21);
        Session Of(string name, int minute, double factor) => Sides.Session(name, minute, sides.Runs(Rows.Cell(), 4, 0.3, factor));
        int count = design == Design.Repetitions ? 1 : 21;
        int shift = design == Design.Sessions ? 100 : 0;
        SetComparison comparison = SetComparer.Compare(
            Sides.Side("base", [.. Enumerable.Range(0, count).Select(k => Of($"b{k}", 2 * k, 1))]),
            Sides.Side("new", [.. Enumerable.Range(0, count).Select(k => Of($"n{k}", 2 * k + 1 + shift, 1.2))]),
            Options);
        Assert.Equal(design, comparison.Design);
        Assert.All(comparison.Cells[0].Metrics.Concat(comparison.Groups[0].Metrics),
            metric => Assert.Equal(metric.Ratio!.Value, metric.NewLevel!.Value / metric.BaseLevel!.Value, 9));
        Assert.InRange(Find(comparison, RunMetric.TotalTime).BaseLevel!.Value, 500, 2000);
    }

    /// <summary>A better compression sends less in the same time: fewer bytes per second are no regression.</summary>
    [Theory]
    [InlineData(0.7)]
    [InlineData(1.4)]
    public void ThroughputOnTheWire_IsNeitherFasterNorSlower(double factor)
    {
        Sides sides = new(22);
        IReadOnlyList<RunRow> before = sides.Runs(Rows.Cell(), 20, 0.01);
        SetComparison comparison = SetComparer.Compare(Side("base", before),
            Side("new", [.. before.Select(run => run with { ThroughputMbps = run.ThroughputMbps * factor })]), Options);
        Assert.Equal((Verdict.Changed, GateOutcome.Passed), (Find(comparison, RunMetric.Throughput).Verdict, comparison.Outcome));
    }

    [Fact]
    public void NoisySides_AreUndecided_NotTheSame()
    {
        Sides sides = new(2);
        SetComparison comparison = SetComparer.Compare(sides.Single("base", 5, 0.2), sides.Single("new", 5, 0.2), Options);
        Assert.Equal(Verdict.Undecided, Find(comparison, RunMetric.TotalTime).Verdict);
        Assert.Equal(GateOutcome.CannotDecide, comparison.Outcome);
    }

    [Fact]
    public void SingleRuns_HaveNoInterval()
    {
        Sides sides = new(2);
        SetComparison comparison = SetComparer.Compare(sides.Single("base", 1, 0), sides.Single("new", 1, 0, 2), Options);
        MetricVerdict time = Find(comparison, RunMetric.TotalTime);
        Assert.Equal((Verdict.Undecided, (double?)null, (double?)null, 1.0), (time.Verdict, time.Interval.Lo, time.Interval.Hi, time.P));
        Assert.Equal(2, time.Ratio!.Value, 9);
        Assert.Equal(GateOutcome.CannotDecide, comparison.Outcome);
    }

    /// <summary>
    /// All sessions of NEW ran in a slow hour: between two sessions only, that cannot be told from a slow build; with alternation it can.
    /// </summary>
    [Fact]
    public void AlternatingSessions_CancelTheDriftOfTheHost()
    {
        Sides sides = new(3);
        List<Session> before = [];
        List<Session> after = [];
        for (int k = 0; k < 20; k++)
        {
            double hour = Math.Exp(0.3 * Math.Sin(k / 3.0));
            before.Add(Sides.Session($"b{k}", 2 * k, sides.Runs(Rows.Cell(), 1, 0.01, hour)));
            after.Add(Sides.Session($"n{k}", 2 * k + 1, sides.Runs(Rows.Cell(), 1, 0.01, hour)));
        }

        SetComparison comparison = SetComparer.Compare(Sides.Side("base", [.. before]), Sides.Side("new", [.. after]), Options);
        Assert.Equal((Design.AlternatingSessions, GateOutcome.Passed), (comparison.Design, comparison.Outcome));
        SetComparison apart =
            SetComparer.Compare(Sides.Side("base", [.. before.Take(10)]), Sides.Side("new", [.. after.Skip(10)]), Options);
        Assert.Equal(Design.Sessions, apart.Design);
        Assert.NotEqual(Verdict.Same, Find(apart, RunMetric.TotalTime).Verdict);
    }

    [Fact]
    public void SessionsThatDiffer_WidenTheInterval()
    {
        Sides sides = new(4);
        Session[] before = [.. Enumerable.Range(0, 4)
            .Select(k => Sides.Session($"b{k}", k, sides.Runs(Rows.Cell(), 20, 0.001, 1 + 0.05 * (k % 2))))];
        Session after = Sides.Session("n", 9, sides.Runs(Rows.Cell(), 20, 0.001, 1.05));
        SetComparison several = SetComparer.Compare(Sides.Side("base", before), Sides.Side("new", after), Options);
        SetComparison single = SetComparer.Compare(Sides.Side("base", before[0]), Sides.Side("new", after), Options);
        Assert.Equal(Verdict.Slower, Find(single, RunMetric.TotalTime).Verdict);
        Assert.Contains(single.Notes, note => note.Contains("one session on each side", StringComparison.Ordinal));
        Assert.Equal(Verdict.Undecided, Find(several, RunMetric.TotalTime).Verdict);
    }

    /// <summary>Eight combinations each 6 % slower with 4 % noise: none alone is beyond doubt, together they are.</summary>
    [Fact]
    public void Group_SeesWhatNoCombinationCanShow()
    {
        Sides sides = new(5);
        Combination[] cells = [.. Enumerable.Range(1, 8).Select(channels => Rows.Cell(channels: channels))];
        SessionSet before = Sides.Side("base", Sides.Session("b", 0, cells.SelectMany(cell => sides.Runs(cell, 10, 0.04))));
        SessionSet after = Sides.Side("new", Sides.Session("n", 1, cells.SelectMany(cell => sides.Runs(cell, 10, 0.04, 1.06))));
        SetComparison comparison = SetComparer.Compare(before, after, Options);
        GroupComparison group = Assert.Single(comparison.Groups);
        Assert.Equal(8, group.Size);
        Assert.All(group.Metrics, metric => Assert.Equal(Verdict.Slower, metric.Verdict));
        Assert.DoesNotContain(comparison.Cells.SelectMany(cell => cell.Metrics), metric => metric.Verdict == Verdict.Slower);
        Assert.Equal(GateOutcome.Regression, comparison.Outcome);
    }

    [Fact]
    public void MoreComparisons_NeedMoreEvidence()
    {
        Sides sides = new(6);
        IReadOnlyList<RunRow> slow = sides.Runs(Rows.Cell(), 10, 0.02, 1.045);
        IReadOnlyList<RunRow> plain = sides.Runs(Rows.Cell(), 10, 0.02);
        Combination[] others = [.. Enumerable.Range(3, 100).Select(channels => Rows.Cell("zstd", channels))];
        RunRow[] more = [.. others.SelectMany(cell => sides.Runs(cell, 10, 0.02))];
        RunRow[] again = [.. others.SelectMany(cell => sides.Runs(cell, 10, 0.02))];
        MetricVerdict alone = Find(SetComparer.Compare(Side("b", plain), Side("n", slow), Options), RunMetric.TotalTime);
        MetricVerdict among =
            Find(SetComparer.Compare(Side("b", [.. plain, .. more]), Side("n", [.. slow, .. again]), Options), RunMetric.TotalTime);
        Assert.Equal(alone.Ratio, among.Ratio);
        Assert.True(among.P > 20 * alone.P);
    }

    [Fact]
    public void CombinationThatNeverCompletesAnyMore_IsARegression()
    {
        Sides sides = new(7);
        RunRow[] failed = [.. Enumerable.Range(1, 5)
            .Select(repetition =>
                Rows.Cell().NewRow(repetition, Rows.Noon) with { Outcome = RunOutcome.Timeout, Reason = "timeout is 120s", Seed = 1 })];
        SetComparison comparison = SetComparer.Compare(sides.Single("base", 5, 0.01), Side("new", failed), Options);
        Assert.Equal(GateOutcome.Regression, comparison.Outcome);
        Assert.Equal((5, 5, "timeout is 120s"),
            (comparison.Cells[0].Failures.NewFailures, comparison.Cells[0].Failures.NewRuns, comparison.Cells[0].Failures.Reason));
    }

    [Fact]
    public void OneFailureMore_IsNoRegression()
    {
        Sides sides = new(8);
        RunRow[] runs = [.. sides.Runs(Rows.Cell(), 20, 0.01)];
        runs[3] = runs[3] with { Outcome = RunOutcome.Failed, Reason = "lost" };
        SetComparison comparison = SetComparer.Compare(sides.Single("base", 20, 0.01), Side("new", runs), Options);
        Assert.Equal((Verdict.Undecided, GateOutcome.Passed), (comparison.Cells[0].Failures.Verdict, comparison.Outcome));
    }

    [Fact]
    public void CombinationThatIsMissing_CannotBeJudged()
    {
        Sides sides = new(9);
        RunRow[] zlib = [.. sides.Runs(Rows.Cell(), 20, 0.01)];
        RunRow[] zstd = [.. sides.Runs(Rows.Cell("zstd"), 20, 0.01)];
        SetComparison less = SetComparer.Compare(Side("base", [.. zlib, .. zstd]), Side("new", zlib), Options);
        Assert.Equal((GateOutcome.CannotDecide, "zstd"), (less.Outcome, Assert.Single(less.Missing).Method));
        SetComparison more = SetComparer.Compare(Side("base", zlib), Side("new", [.. zlib, .. zstd]), Options);
        Assert.Equal((GateOutcome.Passed, "zstd"), (more.Outcome, Assert.Single(more.Added).Method));
    }

    [Fact]
    public void MeasuredAndSimulated_AreNeverCompared()
    {
        Sides sides = new(10);
        SessionSet simulated = Side("simulated", [Rows.Run(Rows.Cell(source: RunSource.Simulated)) with { Seed = 1 }]);
        foreach (bool force in (bool[])[false, true])
        {
            if (force) Assert.Empty(SetComparer.Compare(sides.Single("base", 5, 0.01), simulated, new GateOptions { Force = true }).Cells);
            else Assert.Contains("figures are never compared",
                Assert.Throws<ResultsException>(() => SetComparer.Compare(sides.Single("base", 5, 0.01), simulated, Options)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void SimulatedFigures_HaveNoNoise_SoThatOneRunDecides()
    {
        SessionSet before = Side("base", [Rows.Run(Rows.Cell(source: RunSource.Simulated), totalTimeMs: 1000)]);
        SessionSet after = Side("new", [Rows.Run(Rows.Cell(source: RunSource.Simulated), totalTimeMs: 1060)]);
        Assert.Equal(GateOutcome.Passed, SetComparer.Compare(before, before, Options).Outcome);
        Assert.Equal(GateOutcome.Regression, SetComparer.Compare(before, after, Options).Outcome);
    }

    [Theory]
    [InlineData("\"host_name\": \"box\"", "\"host_name\": \"other\"", "host_name: box ≠ other")]
    [InlineData("\"kernel\": \"6.1\"", "\"kernel\": \"6.2\"", "kernel: 6.1 ≠ 6.2")]
    [InlineData("\"cores\": 2, ", "", "cores: 2 ≠ not recorded")]
    public void OtherHost_IsRefusedByName_AndForcedWithoutAVerdict(string before, string after, string difference)
    {
        Sides sides = new(11);
        string host = Sides.Host.Replace(before, after, StringComparison.Ordinal);
        SessionSet other = Sides.Side("new", Sides.Session("n", 1, sides.Runs(Rows.Cell(), 20, 0.01), host));
        SessionSet same = sides.Single("base", 20, 0.01);
        Assert.Contains(difference, Assert.Throws<ResultsException>(() => SetComparer.Compare(same, other, Options)).Message,
            StringComparison.Ordinal);
        SetComparison forced = SetComparer.Compare(same, other, new GateOptions { Force = true });
        Assert.Equal(GateOutcome.CannotDecide, forced.Outcome);
        Assert.All(forced.Cells.SelectMany(cell => cell.Metrics), metric => Assert.Equal(Verdict.Incomparable, metric.Verdict));
        string name = difference.Split(':')[0];
        Assert.Equal(GateOutcome.Passed, SetComparer.Compare(same, other, new GateOptions { AllowedDifferences = [name] }).Outcome);
    }

    [Fact]
    public void OtherSeed_OrNoHost_IsRefused()
    {
        Sides sides = new(12);
        SessionSet same = sides.Single("base", 5, 0.01);
        SessionSet seeded = Side("new", [.. sides.Runs(Rows.Cell(), 5, 0.01).Select(run => run with { Seed = 2 })]);
        Assert.Contains("seed of the guests: 1 ≠ 2",
            Assert.Throws<ResultsException>(() => SetComparer.Compare(same, seeded, Options)).Message, StringComparison.Ordinal);
        SessionSet unknown = Sides.Side("new", Sides.Session("n", 1, sides.Runs(Rows.Cell(), 5, 0.01), host: "{ half of it"));
        Assert.Contains("host.json: only one of them",
            Assert.Throws<ResultsException>(() => SetComparer.Compare(same, unknown, Options)).Message, StringComparison.Ordinal);
        Assert.Contains(SetComparer.Compare(unknown, unknown, Options).Notes,
            note => note.Contains("taken on trust", StringComparison.Ordinal));
    }

    [Fact]
    public void OtherLibraryVersion_IsNoted_AndSoAreFiguresThatAreNone()
    {
        Sides sides = new(13);
        RunRow[] runs = [.. sides.Runs(Rows.Cell(), 20, 0.01)];
        runs[0] = runs[0] with { TotalTimeMs = double.NaN, DowntimeMs = 0 };
        SessionSet other =
            Sides.Side("new", Sides.Session("n", 1, runs, Sides.Host.Replace("libz 1.3", "libz 1.4", StringComparison.Ordinal)));
        SetComparison comparison = SetComparer.Compare(sides.Single("base", 20, 0.01), other, Options);
        Assert.Contains("libraries: libz libz 1.3 ≠ libz libz 1.4", comparison.Notes);
        Assert.Contains("new: 2 figure(s) are zero or no number and are left out", comparison.Notes);
        Assert.Equal((GateOutcome.Passed, 19), (comparison.Outcome, Find(comparison, RunMetric.TotalTime).NewCount));
    }

    [Fact]
    public void SessionThatSlowedDown_IsNoted()
    {
        Sides sides = new(14);
        RunRow[] runs = [.. Enumerable.Range(1, 20)
            .Select(repetition => Sides.Run(Rows.Cell(), repetition, (repetition > 10 ? 1.2 : 1) * Math.Exp(0.01 * sides.Normal())))];
        SetComparison comparison = SetComparer.Compare(sides.Single("base", 20, 0.01), Side("new", runs), Options);
        Assert.Contains(comparison.Notes, note => note.StartsWith("new: the host drifted", StringComparison.Ordinal));
        Assert.DoesNotContain(comparison.Notes, note => note.StartsWith("base: the host drifted", StringComparison.Ordinal));
    }

    private static SessionSet Side(string name, IReadOnlyList<RunRow> runs) => Sides.Side(name, Sides.Session(name, 0, runs));

    private static MetricVerdict Find(SetComparison comparison, RunMetric metric) =>
        comparison.Cells.First(cell => cell.Combination.Method is "zlib").Metrics.Single(verdict => verdict.Metric == metric);
}
