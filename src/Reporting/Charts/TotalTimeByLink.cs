using MultifdBench.Core;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// Which method a link wants: total time against link speed, a line per method on the best of its channel counts at each link, and the
/// links at which the best method changes.
/// </summary>
internal static class TotalTimeByLink
{
    private const string Axis = "link (Gbit/s)";
    private const string Label = "total time (s)";

    /// <summary>The chart, or null when fewer than two links were simulated, or nothing completed.</summary>
    public static Drawing? Create(LinkScope scope)
    {
        IReadOnlyList<ParameterLine> lines = scope.Lines(
            scope.Rows.Select(Figure).OfType<LinkFigure>(),
            figures => figures.OrderBy(figure => figure.IsBound).ThenBy(figure => figure.Value).First());
        ParameterPoint[] points = [.. lines.SelectMany(line => line.Points)];
        if (points.Select(point => point.At).Distinct().Count() < 2 || points.All(point => point.IsBound)) return null;
        ParameterLine[] candidates = [.. lines.Where(line => line.IsInQemu)];
        // Who decides sees the methods that QEMU does not have, and what is tied; the lines alone do not tell.
        string answer = scope.Decision?.Headline ?? LinkCrossings.Describe(candidates);
        string arrows = points.Any(point => point.IsBound) ? ". Arrows: timed out, longer than the limit" : "";
        ValueAxis values = new(points.Select(point => point.Value));
        Plot plot = ChartStyle.Create(
            $"Total time over links — {scope.Title}",
            $"Least total time: {answer}\n"
                + $"Simulated; lines closer than the model's error, {scope.Error}, are a tie. "
                + $"Each point: the method's best channel count{arrows}");
        ParameterLines drawn = new(plot, values, lines, "timed out");
        drawn.Draw(Axis, Label);
        foreach (LinkCrossing crossing in LinkCrossings.Of(candidates).Where(crossing => crossing.From == crossing.To))
            AddCrossing(plot, drawn.Place(crossing.From), values.Place(crossing.Value), crossing);
        return new Drawing(
            plot,
            $"Simulated total time of {scope.Guest} against link speed on host model {scope.Model}. Least total time: {answer}. "
                + $"{string.Join("; ", lines.Select(Ends))}.",
            drawn.Figures(Axis, Label),
            drawn.Marks)
        {
            // A decision is an answer already.
            Answer = scope.Decision is not null ? null : new Answer(
                scope.Title, RunSource.Simulated, answer,
                $"has the least total time. Differences below {scope.Error}, the model's error, are ties.", []),
        };
    }

    /// <summary>A thin line down to the link, with the names of both.</summary>
    private static void AddCrossing(Plot plot, double x, double y, LinkCrossing crossing)
    {
        double bottom = plot.Axes.GetLimits().Bottom;
        plot.PlottableList.Add(new DashedLine([new(x, bottom), new(x, y)], Palette.Ink, 1, 3));
        plot.Add.Marker(x, y, MarkerShape.OpenCircle, 16, Palette.Ink).MarkerLineWidth = 1.5f;
        string names = $"{crossing.Place}:\n{crossing.Below} | {crossing.Above}";
        Text label = ChartStyle.Label(plot, names, x, bottom, Alignment.LowerCenter, Palette.Ink, offsetY: -4);
        label.LabelBackgroundColor = Colors.White.WithAlpha(0.85);
        label.LabelBold = true;
    }

    private static LinkFigure? Figure(SummaryRow row)
    {
        Combination combination = row.Combination;
        bool isBound = row.TotalTimeMs.Median is null;
        if ((row.TotalTimeMs.Median ?? row.TotalTimeBoundMs) is not { } ms || ms <= 0 || combination.LinkGbps is not { } link) return null;
        string time = $"{(isBound ? "timed out, more than " : "")}{Units.Significant(ms / 1e3)} s";
        return new LinkFigure(
            combination.Method, combination.Accel, combination.Level, combination.Huffman, link, ms / 1e3, isBound,
            Invariant.Text($"{RowLabels.ChannelsInWords(combination.Channels)}, {link} Gbit/s: {time}"));
    }

    private static string Ends(ParameterLine line)
    {
        ParameterPoint first = line.Points[0], last = line.Points[^1];
        return first == last ? first.Hint : $"{first.Hint}; {last.Hint}";
    }
}
