using MultifdBench.Comparison;
using MultifdBench.Comparison.History;
using MultifdBench.Comparison.Sets;
using MultifdBench.Reporting.Comparisons;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Comparison;

public sealed class HistoryTests
{
    [Theory]
    [InlineData("▁█", 1.0, 2.0)]
    [InlineData("█▁▅", 2.0, 1.0, 1.55)]
    [InlineData("▅▅▅", 1.0, 1.001, 1.002)]
    [InlineData("▅", 7.0)]
    public void Trend_IsALineOfBlocks(string expected, params double[] values) => Assert.Equal(expected, HistoryTables.Trend(values));

    [Fact]
    public void LongTrends_AreThinnedOut_AndEndWhereTheyEnd()
    {
        string trend = HistoryTables.Trend([.. Enumerable.Range(1, 1000).Select(i => (double)i)]);
        Assert.Equal((16, '▁', '█'), (trend.Length, trend[0], trend[^1]));
    }

    [Fact]
    public void LastingStep_IsFoundWithItsCommits()
    {
        HistorySeries series = Series(new Sides(1), [.. Enumerable.Repeat(1.0, 10), .. Enumerable.Repeat(1.1, 10)]);
        ChangePoint change = Assert.Single(series.Changes);
        Assert.Equal((10, true, "commit-9..commit-10", false), (change.Index, change.IsWorse, change.CommitRange, change.IsOfTheHost));
        Assert.InRange(change.Ratio, 1.08, 1.12);
        Assert.Equal(change.LevelAfter / change.LevelBefore, change.Ratio);
    }

    [Fact]
    public void MetricWhereMoreIsBetter_TurnsTheDirection()
    {
        HistorySeries series =
            Series(new Sides(1), [.. Enumerable.Repeat(1.0, 10), .. Enumerable.Repeat(1.1, 10)], RunMetric.PagesPerSecond);
        ChangePoint change = Assert.Single(series.Changes);
        Assert.True(change is { IsWorse: true, Ratio: < 0.95 });
    }

    [Fact]
    public void MetricWithoutABetterDirection_ChangesForNeither()
    {
        Session[] sessions = [.. Enumerable.Range(0, 20)
            .Select(
                k => Sides.Session($"s{k}", k, new Sides(k).Runs(Rows.Cell(), 3, 0.01)
                    .Select(run => run with { ThroughputMbps = (k < 10 ? 500 : 400) + run.Repetition })))];
        ChangePoint change = Assert.Single(Assert.Single(HistoryReader.Read(sessions, [RunMetric.Throughput])).Changes);
        Assert.Null(change.IsWorse);
        Assert.Equal("changed", HistoryTables.Word(change));
    }

    [Fact]
    public void NoiseAndASingleBadNight_AreNoChanges()
    {
        int changes = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            double[] levels = [.. Enumerable.Repeat(1.0, 20)];
            levels[12] = 1.3;
            changes += Series(new Sides(seed), levels).Changes.Count;
        }

        Assert.Equal(0, changes);
    }

    [Fact]
    public void ShortAndConstantSeries_HaveNoChanges()
    {
        Assert.Empty(ChangePoints.Find([]));
        Assert.Empty(ChangePoints.Find([1, 2, 3]));
        Assert.Empty(ChangePoints.Find([.. Enumerable.Repeat(1.0, 30)]));
    }

    [Fact]
    public void Hosts_AreNeverMixed()
    {
        Sides sides = new(3);
        string other = Sides.Host.Replace("\"box\"", "\"other\"", StringComparison.Ordinal);
        Session[] sessions = [.. Enumerable.Range(0, 12)
            .Select(k => Sides.Session($"s{k}", k, sides.Runs(Rows.Cell(), 3, 0.01, k % 2 == 0 ? 1 : 2), k % 2 == 0 ? Sides.Host : other))];
        IReadOnlyList<HistorySeries> series = HistoryReader.Read(sessions, [RunMetric.TotalTime]);
        Assert.Equal(["box", "other"], series.Select(one => one.Host).Order());
        Assert.All(series, one => Assert.Equal((6, 0), (one.Points.Count, one.Changes.Count)));
    }

    [Fact]
    public void LimitedHost_HasASeriesOfItsOwn_AndAnUnlimitedOneGoesOnWithTheOldFiles()
    {
        Sides sides = new(5);
        string[] hosts = [Sides.Host, Sides.WithLimits("\"cpu_quota_cores\": null"), Sides.WithLimits("\"cpu_quota_cores\": 1.1")];
        Session[] sessions = [.. hosts.Select((host, k) => Sides.Session($"s{k}", k, sides.Runs(Rows.Cell(), 3, 0.01), host))];
        IReadOnlyList<HistorySeries> series = HistoryReader.Read(sessions, [RunMetric.TotalTime]);
        Assert.Equal([2, 1], series.Select(one => one.Points.Count));
    }

    [Fact]
    public void ChangeWithinOneBuild_IsTheHosts()
    {
        Sides sides = new(4);
        Session[] sessions = [.. Enumerable.Range(0, 20)
            .Select(k => Sides.Session($"s{k}", k, sides.Runs(Rows.Cell(), 3, 0.01, k < 10 ? 1 : 1.2)))];
        Assert.True(Assert.Single(Assert.Single(HistoryReader.Read(sessions, [RunMetric.TotalTime])).Changes).IsOfTheHost);
    }

    private static HistorySeries Series(Sides sides, double[] levels, RunMetric? metric = null)
    {
        Session[] sessions = [.. levels.Select(
            (level, k) => Sides.Session($"s{k}", k, sides.Runs(Rows.Cell(), 5, 0.01, level),
                Sides.Host.Replace("0123456789abcdef", $"commit-{k}", StringComparison.Ordinal)))];
        return Assert.Single(HistoryReader.Read(sessions.Reverse(), [metric ?? RunMetric.TotalTime]));
    }
}
