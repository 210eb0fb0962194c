using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// How fast a guest may dirty its memory and still be migrated: the largest rate that converges against link speed, a line per method on
/// the best of its channel counts, beside what this guest does.
/// </summary>
internal static class SurvivableDirtyRate
{
    private const string Axis = "link (Gbit/s)";
    private const string Label = "largest dirty rate that converges (pages/s)";

    /// <summary>The chart, or null when limits of fewer than two links are known, or all are zero.</summary>
    public static Drawing? Create(LinkScope scope)
    {
        IReadOnlyList<ParameterLine> lines = scope.Lines(
            scope.Limits.Select(Figure),
            figures => figures.OrderByDescending(figure => figure.Value).ThenByDescending(figure => figure.IsBound).First());
        ParameterPoint[] points = [.. lines.SelectMany(line => line.Points)];
        if (points.Select(point => point.At).Distinct().Count() < 2 || points.All(point => point.Value == 0)) return null;
        double? guest = GuestRate(scope);
        double least = points.Where(point => point.Value > 0).Min(point => point.Value);
        bool isDrawn = guest > least / ValueAxis.BarSpan;
        ValueAxis values = new([.. points.Select(point => point.Value), .. isDrawn ? [guest!.Value] : (double[])[]]);
        string own = guest is { } rate ? $"This guest dirties {Units.Significant(rate)} pages/s." : "";
        string arrows = points.Any(point => point.IsBound) ? " Arrows: even the largest rate tried converged, the limit is higher." : "";
        string zeros = values.IsLogarithmic && points.Any(point => point.Value == 0) ? " Points on the axis are zero." : "";
        Plot plot = ChartStyle.Create(
            $"Largest survivable dirty rate over links — {scope.Title}",
            $"Simulated; each point: the method's best channel count. Above its line a method does not converge.\n"
                + $"Pages of {Metric.PageBytes} bytes, spread as this guest's writes are. {own}{arrows}{zeros}");
        ParameterLines drawn = new(plot, values, lines, "at least");
        drawn.Draw(Axis, Label, isDrawn ? guest!.Value : 0);
        if (isDrawn) ChartStyle.AddLimit(plot, $"this guest dirties {ChartStyle.Short(guest!.Value)} pages/s", values.Place(guest.Value));
        return new Drawing(
            plot,
            $"Largest dirty rate of {scope.Guest} at which a simulated migration still converges, against link speed, on host model "
                + $"{scope.Model}. {string.Join("; ", lines.Select(line => $"{line.Points[0].Hint}; {line.Points[^1].Hint}"))}. {own}",
            drawn.Figures(Axis, Label),
            drawn.Marks);
    }

    /// <summary>The median of what its runs recorded; null where none did.</summary>
    private static double? GuestRate(LinkScope scope)
    {
        double[] rates =
        [
            .. scope.Runs.Select(run => run.DirtyPagesPerSecond).OfType<double>().Where(rate => rate > 0).Order(),
        ];
        return rates.Length == 0 ? null : rates[(rates.Length - 1) / 2];
    }

    private static LinkFigure Figure(LimitRow row) => new(
        row.Method, row.Accel, row.Level, row.Huffman, row.LinkGbps, row.DirtyPagesPerSecondLimit, row.IsBound,
        Invariant.Text($"{RowLabels.ChannelsInWords(row.Channels)}, {row.LinkGbps} Gbit/s: {(row.IsBound ? "at least " : "")}")
            + $"{Units.Significant(row.DirtyPagesPerSecondLimit)} pages/s");
}
