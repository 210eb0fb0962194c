using ScottPlot;
using ScottPlot.Plottables;

namespace MultifdBench.Reporting.Charts;

/// <summary>Labels to the right of points, moved apart where they would cover each other; a thin line leads a moved one to its point.</summary>
internal static class SpreadLabels
{
    /// <summary>Height of a label as a share of the axis.</summary>
    private const double LineHeight = 0.045;

    /// <summary>Points closer than this share of the axis have labels that could meet.</summary>
    private const double LabelWidth = 0.2;

    /// <summary>A label and the point that it belongs to, in axis units.</summary>
    public sealed record Entry(string Text, double X, double Y, Color Color);

    /// <summary>Adds the labels; the limits of the plot's axes must be set.</summary>
    public static void Add(Plot plot, IEnumerable<Entry> entries)
    {
        AxisLimits limits = plot.Axes.GetLimits();
        double step = LineHeight * limits.VerticalSpan;
        List<Entry> placed = [];
        foreach (Entry entry in entries.OrderByDescending(entry => entry.Y).ThenBy(entry => entry.X))
        {
            Entry[] near = [.. placed.Where(other => Math.Abs(other.X - entry.X) < LabelWidth * limits.HorizontalSpan)];
            double y = near.Length == 0 ? entry.Y : Math.Min(entry.Y, near.Min(other => other.Y) - step);
            double x = entry.X + 0.025 * limits.HorizontalSpan;
            AddOne(plot, entry, x, y);
            placed.Add(entry with { Y = y });
        }
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
