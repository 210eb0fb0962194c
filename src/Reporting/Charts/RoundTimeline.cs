using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// How each method converges, or does not: round by round the pages that were dirty when it began and the pages that it sent, of the
/// median run of every method at one channel count.
/// </summary>
internal static class RoundTimeline
{
    /// <summary>
    /// A guest that writes a little all the time, on a fast host, has a thousand rounds of ten pages before the first window of QEMU's
    /// policy ends.
    /// </summary>
    private const int MostRounds = 30;

    /// <param name="Series">The method.</param>
    /// <param name="Run">Its median run.</param>
    /// <param name="Rounds">The run's first rounds, as many as are drawn.</param>
    /// <param name="IsCut">Whether it has more.</param>
    private sealed record Line(ChartSeries Series, RunRow Run, RoundRow[] Rounds, bool IsCut);

    /// <summary>The chart, or null when no rounds were recorded.</summary>
    public static Plot? Create(ChartScope scope)
    {
        IReadOnlyList<ChartSeries> all = [.. ChartSeries.Of(scope.Rows, scope.Looks).Where(series => series.Rows.Count > 0)];
        if (all.Count == 0) return null;
        int channels = MedianRuns.ChannelCount(all);
        Line[] lines = [.. all.Select(series => Find(scope.Results, series, channels)).OfType<Line>()];
        if (lines.Length == 0) return null;
        ValueAxis axis =
            new(lines.SelectMany(line => line.Rounds).SelectMany(round => new double[] { round.DirtyPagesAtStart, Sent(round) }));
        Plot plot = ChartStyle.Create(
            $"Rounds — {scope.Title}, {RowLabels.ChannelsInWords(channels)}",
            $"{scope.Origin}; the median run of each method\nFilled: dirty when the round began; hollow: sent in it"
                + $"{(axis.IsLogarithmic ? "; points on the axis are zero" : "")}{Cut(lines)}");
        foreach (Line line in lines) AddLine(plot, line, axis);
        SetAxes(plot, lines.Max(line => line.Rounds.Length), lines.Any(line => line.IsCut), axis);
        ChartStyle.ShowLegend(plot);
        return plot;
    }

    private static Line? Find(ResultSet results, ChartSeries series, int channels)
    {
        SummaryRow? row = series.Rows.FirstOrDefault(row => row.Combination.Channels == channels);
        if (row is null || MedianRuns.Of(results, row.Combination) is not { } run) return null;
        RoundRow[] rounds = [.. results.RoundsOf(run).OrderBy(round => round.Round)];
        return rounds.Length == 0 ? null : new Line(series, run, [.. rounds.Take(MostRounds)], rounds.Length > MostRounds);
    }

    private static string Cut(Line[] lines) => lines.Any(line => line.IsCut) ? $". Rounds behind the {MostRounds}th are left out" : "";

    private static void AddLine(Plot plot, Line line, ValueAxis axis)
    {
        string time = line.Run.TotalTimeMs is { } ms ? $", {Units.Significant(ms)} ms" : "";
        AddPoints(plot, line, axis, round => round.DirtyPagesAtStart, ChartStyle.LineWidth(line.Series.IsMeasured),
            MarkerShape.FilledCircle, $"{line.Series.Name}{time}");
        AddPoints(plot, line, axis, Sent, 1, MarkerShape.OpenSquare, "");
    }

    private static void AddPoints(Plot plot, Line line, ValueAxis axis, Func<RoundRow, long> pages, float width, MarkerShape marker,
        string legend)
    {
        double[] x = [.. line.Rounds.Select(round => (double)round.Round)];
        Scatter scatter = plot.Add.Scatter(x, line.Rounds.Select(round => axis.Place(pages(round))).ToArray(), line.Series.Color);
        scatter.LineWidth = width;
        scatter.MarkerShape = marker;
        scatter.MarkerSize = 9;
        scatter.MarkerLineWidth = 2;
        scatter.LegendText = legend;
    }

    private static long Sent(RoundRow round) => round.NormalPages + round.ZeroPages;

    private static void SetAxes(Plot plot, int rounds, bool isCut, ValueAxis axis)
    {
        int step = Math.Max(1, rounds / 15);
        double[] ticks = [.. Enumerable.Range(1, rounds).Where(round => (round - 1) % step == 0).Select(round => (double)round)];
        plot.Axes.Bottom.TickGenerator = new NumericManual(ticks, [.. ticks.Select(tick => tick.ToString(CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimitsX(0.7, rounds + 0.3);
        plot.XLabel(isCut ? "round" : "round; the last one is sent with the guest paused", size: ChartStyle.TextSize + 1);
        plot.Axes.Bottom.Label.Bold = false;
        axis.Apply(plot, "pages", 0);
    }
}
