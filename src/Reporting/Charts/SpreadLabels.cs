using ScottPlot;
using ScottPlot.Plottables;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// Labels to the right of points, moved apart where they would cover each other; a thin line leads a moved one to its point.
/// </summary>
internal static class SpreadLabels
{
    /// <summary>Height of a label as a share of the axis.</summary>
    private const double LineHeight = 0.045;

    /// <summary>Points closer than this share of the axis have labels that could meet.</summary>
    private const double LabelWidth = 0.2;

    private const double Gap = 0.025;

    private const float OffsetX = 3;

    /// <summary>Width of the plot itself, without what is left and right of it, and of a label's margins.</summary>
    private const double PlotWidth = Chart.Width - ChartStyle.LeftSize - 24, LabelMargins = 12;

    /// <summary>More than this the points give up to no label.</summary>
    private const double MostShare = 0.7;

    /// <summary>A label and the point that it belongs to, in axis units.</summary>
    public sealed record Entry(string Text, double X, double Y, Color Color);

    /// <summary>The right end of an axis on which every label has room: it is cut off at the plot's edge.</summary>
    /// <param name="left">The axis' left end.</param>
    /// <param name="right">The least right end.</param>
    /// <param name="entries">Labels.</param>
    /// <param name="columnX">Where their column begins; null when each is beside its point.</param>
    /// <param name="legendWidth">What a legend takes of the width, pixels.</param>
    public static double RightEnd(double left, double right, IEnumerable<Entry> entries, double? columnX = null, double legendWidth = 0)
    {
        foreach (Entry entry in entries)
        {
            double width = ChartFonts.Width(entry.Text, ChartStyle.LabelSize) + LabelMargins;
            double share = Math.Min(MostShare, width / (PlotWidth - legendWidth) + (columnX is null ? Gap : 0));
            right = Math.Max(right, ((columnX ?? entry.X) - left * share) / (1 - share));
        }

        return right;
    }

    /// <summary>Adds the labels, each beside its point; the limits of the plot's axes must be set.</summary>
    public static void Add(Plot plot, IEnumerable<Entry> entries)
    {
        AxisLimits limits = plot.Axes.GetLimits();
        foreach (Entry[] cluster in Clusters(entries, LabelWidth * limits.HorizontalSpan))
        {
            foreach ((Entry entry, double y) in Spread(cluster, limits)) AddOne(plot, entry, entry.X + Gap * limits.HorizontalSpan, y);
        }
    }

    /// <summary>
    /// Adds the labels in one column, clear of all points; the limits of the plot's axes must be set and leave room for it.
    /// </summary>
    /// <param name="plot">The plot.</param>
    /// <param name="entries">Labels.</param>
    /// <param name="columnX">Where the column begins.</param>
    public static void AddColumn(Plot plot, IEnumerable<Entry> entries, double columnX)
    {
        foreach ((Entry entry, double y) in Spread([.. entries], plot.Axes.GetLimits())) AddOne(plot, entry, columnX, y);
    }

    private static IEnumerable<Entry[]> Clusters(IEnumerable<Entry> entries, double width)
    {
        List<Entry> cluster = [];
        foreach (Entry entry in entries.OrderBy(entry => entry.X))
        {
            if (cluster.Count > 0 && entry.X - cluster[^1].X >= width)
            {
                yield return [.. cluster];
                cluster.Clear();
            }

            cluster.Add(entry);
        }

        if (cluster.Count > 0) yield return [.. cluster];
    }

    /// <summary>Heights a line apart, as near to the points as that allows, and inside the plot as long as all fit.</summary>
    private static IEnumerable<(Entry Entry, double Y)> Spread(Entry[] entries, AxisLimits limits)
    {
        double step = LineHeight * limits.VerticalSpan;
        Entry[] sorted = [.. entries.OrderByDescending(entry => entry.Y).ThenBy(entry => entry.X)];
        double[] heights = [.. sorted.Select(entry => entry.Y)];
        for (int i = 1; i < heights.Length; i++) heights[i] = Math.Min(heights[i], heights[i - 1] - step);
        double lowest = limits.Bottom + step / 2;
        for (int i = heights.Length - 1; i >= 0 && heights[i] < lowest; i--, lowest += step) heights[i] = lowest;
        return sorted.Zip(heights);
    }

    private static void AddOne(Plot plot, Entry entry, double x, double y)
    {
        LinePlot leader = plot.Add.Line(entry.X, entry.Y, x, y);
        leader.LineColor = entry.Color.WithAlpha(0.6);
        leader.LineWidth = 1;
        Text label = ChartStyle.Label(plot, entry.Text, x, y, Alignment.MiddleLeft, Palette.Ink, OffsetX);
        label.LabelBackgroundColor = Colors.White.WithAlpha(0.85);
    }
}
