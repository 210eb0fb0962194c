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

    /// <summary>A label and the point that it belongs to, in axis units.</summary>
    public sealed record Entry(string Text, double X, double Y, Color Color);

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
        Text label = ChartStyle.Label(plot, entry.Text, x, y, Alignment.MiddleLeft, Palette.Ink, offsetX: 3);
        label.LabelBackgroundColor = Colors.White.WithAlpha(0.85);
    }
}
