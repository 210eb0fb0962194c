using MultifdBench.Comparison;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Charts;
using MultifdBench.Results;
using MultifdBench.Tests.Comparison;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Reporting;

/// <summary>
/// The same two groups of runs as two methods of one set, which <c>report</c> ranks, and as two builds, which <c>compare</c> judges.
/// </summary>
public sealed class AnswersAndVerdictsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Clear and unclear differences, few runs and many, outliers, skew, and two modes whose medians and means disagree.</summary>
    public static TheoryData<int, int, string> Cases => new MatrixTheoryData<int, int, string>(
        [1, 2, 3, 4, 5], [4, 7, 10, 30], ["same", "a per cent", "a tenth", "half", "outlier", "skewed", "two modes"]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheSameRows_AreNeverJudgedTwoWays(int seed, int n, string shape)
    {
        Random random = new(seed);
        double[] x = [.. Enumerable.Range(0, n).Select(_ => 1000 * Math.Exp(0.02 * random.NextNormal()))];
        if (shape == "outlier") x[0] *= 3;
        double[] y = [.. Enumerable.Range(0, n).Select(i => 1000 * Factor(shape, i, random))];
        Contest contest = Reported(x, y, out bool isFirstAhead);
        MetricVerdict verdict = Compared(x, y);
        // NEW ÷ BASE of the one that is behind to the leader.
        double ratio = isFirstAhead ? verdict.Ratio!.Value : 1 / verdict.Ratio!.Value;
        Assert.Equal(contest.Ratio.Ratio, ratio, 9);
        double[] medians = [verdict.BaseShape.Median!.Value, verdict.NewShape.Median!.Value];
        Assert.Equal(contest.Other.Row.TotalTimeMs.Median!.Value, medians[isFirstAhead ? 1 : 0], 6);
        Verdict behind = isFirstAhead ? Verdict.Slower : Verdict.Faster;
        Assert.Contains(
            verdict.Verdict,
            contest.Standing == Standing.Behind ? [behind, Verdict.Same, Verdict.Undecided] : (Verdict[])[Verdict.Same, Verdict.Undecided]);
    }

    /// <summary>In two modes of different weight, the medians are one way round and what ratios are of the other.</summary>
    [Fact]
    public void WhereMedianAndMeanDisagree_BothFollowTheMean()
    {
        double[] x = [.. Enumerable.Range(0, 100).Select(i => i % 10 < 6 ? 500 + 0.1 * i : 5000 + i)];
        double[] y = [.. Enumerable.Range(0, 100).Select(i => 700 + 0.1 * i)];
        Assert.Equal(Standing.Behind, Reported(x, y, out bool isFirstAhead).Standing);
        Assert.False(isFirstAhead, "the group with the smaller median is the slower one");
        Assert.Equal(Verdict.Faster, Compared(x, y).Verdict);
    }

    private Contest Reported(double[] x, double[] y, out bool isFirstAhead)
    {
        Combination first = Rows.Cell("zlib"), second = Rows.Cell("zstd");
        ResultSet set = Sets.Write(_folder["set"], [.. Runs(first, x), .. Runs(second, y)]);
        ChartScope scope = ChartScope.Of(set, BuiltIn.Methods.Looks).Single();
        Ranking ranking = Ranking.Of(Contender.Of(scope, scope.Rows), RunMetric.TotalTime)!;
        isFirstAhead = ranking.Leader.Row.Combination.Method == first.Method;
        return Assert.Single(ranking.Contests);
    }

    private static MetricVerdict Compared(double[] x, double[] y)
    {
        SetComparison comparison = SetComparer.Compare(
            Sides.Side("base", Sides.Session("base", 0, Runs(Rows.Cell(), x))),
            Sides.Side("new", Sides.Session("new", 60, Runs(Rows.Cell(), y))),
            new GateOptions());
        return Assert.Single(comparison.Cells).Metrics.Single(metric => metric.Metric == RunMetric.TotalTime);
    }

    private static IEnumerable<RunRow> Runs(Combination cell, double[] times) =>
        times.Select((time, i) => Sides.Run(cell, i + 1, 1) with { TotalTimeMs = time });

    private static double Factor(string shape, int i, Random random) => shape switch
    {
        "a per cent" => 1.01,
        "a tenth" => 1.1,
        "half" => 1.5,
        "skewed" => Math.Exp(Math.Abs(random.NextNormal())),
        "two modes" => i % 3 == 0 ? 10 : 0.8,
        _ => 1,
    } * Math.Exp(0.02 * random.NextNormal());
}
