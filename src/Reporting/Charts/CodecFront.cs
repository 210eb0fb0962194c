using ScottPlot;
using ScottPlot.Plottables;

namespace MultifdBench.Reporting.Charts;

/// <summary>A codec's speed in one direction beside its ratio.</summary>
/// <param name="Name">As it stands beside its point.</param>
/// <param name="IsOwn">Whether it is this project's own.</param>
/// <param name="Ratio">Uncompressed ÷ compressed bytes.</param>
/// <param name="MegabytesPerSecond">10^6 uncompressed bytes per second.</param>
public sealed record CodecPoint(string Name, bool IsOwn, double Ratio, double MegabytesPerSecond);

/// <summary>Page codecs, speed against ratio, and the front of those that no other beats in both.</summary>
public static class CodecFront
{
    /// <summary>Beyond this the slower codecs, and their labels, would crowd at the bottom.</summary>
    private const double LargestLinearSpan = 4;

    private static readonly Color Own = Color.FromHex("#009E73");
    private static readonly Color Peer = Color.FromHex("#0072B2");

    private const double LegendWidth = 130;

    /// <summary>The chart of one direction.</summary>
    /// <param name="fileName">Its name, without extension.</param>
    /// <param name="title">Direction and pages.</param>
    /// <param name="origin">Host, and how it was measured.</param>
    /// <param name="points">At least one codec; figures are positive.</param>
    public static Chart Create(string fileName, string title, string origin, IReadOnlyList<CodecPoint> points)
    {
        ArgumentOutOfRangeException.ThrowIfZero(points.Count);
        ValueAxis axis = new(points.Select(point => point.MegabytesPerSecond), LargestLinearSpan);
        Plot plot = ChartStyle.Create(title, $"{origin}\nUp and right is better; the line joins what nothing beats in both.");
        AddFront(plot, points, axis);
        double least = points.Min(point => point.Ratio), most = points.Max(point => point.Ratio), span = Math.Max(most - least, 0.5);
        plot.XLabel("ratio (uncompressed ÷ compressed)", size: ChartStyle.TextSize + 1);
        plot.Axes.Bottom.Label.Bold = false;
        SpreadLabels.Entry[] labels = [.. points.Select(point => new SpreadLabels.Entry(
            point.Name, point.Ratio, axis.Place(point.MegabytesPerSecond), point.IsOwn ? Own : Peer))];
        double left = Math.Max(0, least - 0.15 * span);
        plot.Axes.SetLimitsX(left, SpreadLabels.RightEnd(left, most, labels, legendWidth: LegendWidth));
        axis.Apply(plot, "MB/s of uncompressed pages", 0);
        SpreadLabels.Add(plot, labels);
        // Above the labels: where codecs crowd, a label may meet another codec's point, which must not vanish under it.
        AddPoints(plot, points.Where(point => point.IsOwn), "own codec", Own, axis);
        AddPoints(plot, points.Where(point => !point.IsOwn), "peers", Peer, axis);
        ChartStyle.ShowLegend(plot);
        return new Chart(fileName, title, plot);
    }

    private static void AddFront(Plot plot, IReadOnlyList<CodecPoint> points, ValueAxis axis)
    {
        IReadOnlyList<(double X, double Y)> front =
            ParetoFront.Of(points.Select(point => (point.Ratio, axis.Place(point.MegabytesPerSecond))));
        Scatter line = plot.Add.ScatterLine(front.Select(point => point.X).ToArray(), front.Select(point => point.Y).ToArray());
        line.LineColor = Palette.Muted.WithAlpha(0.6);
        line.LineWidth = 0.6f * ChartStyle.LineWidth(isMeasured: true);
        line.LegendText = "Pareto front";
    }

    private static void AddPoints(Plot plot, IEnumerable<CodecPoint> points, string legend, Color color, ValueAxis axis)
    {
        (double X, double Y)[] places = [.. points.Select(point => (point.Ratio, axis.Place(point.MegabytesPerSecond)))];
        if (places.Length == 0) return;
        Scatter scatter = plot.Add.ScatterPoints(places.Select(place => place.X).ToArray(), places.Select(place => place.Y).ToArray());
        scatter.LegendText = legend;
        scatter.MarkerSize = 12;
        scatter.MarkerShape = MarkerShape.FilledCircle;
        scatter.MarkerColor = color;
    }
}
