using MultifdBench.Core;
using ScottPlot;
using ScottPlot.AxisPanels;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>The look that all charts share: title, footer, thin grid, and a legend outside of the data.</summary>
internal static class ChartStyle
{
    /// <summary>Size of text in the chart, points.</summary>
    public const float TextSize = 13;

    /// <summary>Size of text beside a point, points.</summary>
    public const float LabelSize = 12;

    private const float MarkerSize = 10;
    private const float OutlineWidth = 2;
    private const float Dash = 7;
    private const float LimitDash = 3;

    /// <summary>Room for a label beside five-digit ticks: the size that ScottPlot measures by itself lets the two touch.</summary>
    internal const float LeftSize = 84;

    /// <summary>An empty plot with title and footer.</summary>
    /// <param name="title">What is shown, of which workload.</param>
    /// <param name="footer">Host, sources, n; may have several lines.</param>
    public static Plot Create(string title, string footer)
    {
        ChartFonts.Register();
        Plot plot = new();
        plot.FigureBackground.Color = Colors.White;
        plot.Axes.Color(Palette.Ink);
        plot.Title(title, size: 18);
        plot.Axes.Title.Label.FontName = ChartFonts.Family;
        plot.Axes.Title.Label.Bold = true;
        plot.Grid.MajorLineColor = Palette.Grid;
        plot.Axes.Left.MinimumSize = LeftSize;
        plot.Axes.Right.MinimumSize = 4;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        foreach (IAxis axis in plot.Axes.GetAxes()) SetText(axis);
        AddFooter(plot, footer);
        return plot;
    }

    /// <summary>Thick for measured, thin for simulated.</summary>
    public static float LineWidth(bool isMeasured) => isMeasured ? 2.5f : 1.5f;

    /// <summary>A line without points: solid where measured, dashed where not.</summary>
    public static void AddLine(Plot plot, IReadOnlyList<Coordinates> points, SeriesMark mark)
    {
        float width = LineWidth(mark.IsMeasured);
        if (mark.IsMeasured)
        {
            Scatter line = plot.Add.ScatterLine(points.ToArray(), mark.Color);
            line.LineWidth = width;
        }
        else
        {
            plot.PlottableList.Add(new DashedLine(points, mark.Color, width, Dash));
        }
    }

    /// <summary>Points with their series' marker: filled where measured, hollow where not.</summary>
    public static Scatter AddPoints(Plot plot, IReadOnlyList<Coordinates> points, SeriesMark mark)
    {
        Scatter scatter = plot.Add.ScatterPoints(points.ToArray());
        scatter.MarkerSize = MarkerSize;
        scatter.MarkerShape = mark.Shape;
        scatter.MarkerFillColor = mark.IsMeasured ? mark.Color : Colors.White;
        scatter.MarkerStyle.OutlineColor = mark.Color;
        scatter.MarkerStyle.OutlineWidth = OutlineWidth;
        scatter.MarkerLineColor = mark.Color;
        scatter.MarkerLineWidth = OutlineWidth;
        return scatter;
    }

    /// <summary>A thin vertical line from a bound upwards: all that is known is that the figure is larger.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="x">Where.</param>
    /// <param name="bound">Where it begins.</param>
    /// <param name="height">How long it is, in axis units.</param>
    /// <param name="color">Of the series.</param>
    public static void AddBound(Plot plot, double x, double bound, double height, Color color)
    {
        LinePlot shaft = plot.Add.Line(x, bound, x, bound + height);
        shaft.LineColor = color;
        shaft.LineWidth = LineWidth(isMeasured: false);
        plot.Add.Marker(x, bound + height, MarkerShape.FilledTriangleUp, MarkerSize, color);
    }

    /// <summary>A thin dashed line across the whole plot at a limit, with its name; the limits of the plot's axes must be set.</summary>
    public static void AddLimit(Plot plot, string name, double y)
    {
        AxisLimits limits = plot.Axes.GetLimits();
        plot.PlottableList.Add(new DashedLine([new(limits.Left, y), new(limits.Right, y)], Palette.Muted, 1, LimitDash));
        Label(plot, name, limits.Right, y, Alignment.LowerRight, Palette.Muted, offsetX: -6, offsetY: -1);
    }

    /// <summary>A figure in few letters: <c>12.3 k</c>, <c>1.20 M</c>.</summary>
    public static string Short(double value) => value switch
    {
        >= 1e6 => Units.Significant(value / 1e6) + " M",
        >= 1e4 => Units.Significant(value / 1e3) + " k",
        _ => Units.Significant(value),
    };

    /// <summary>Shows the legend beside the data, where it covers nothing.</summary>
    public static void ShowLegend(Plot plot)
    {
        plot.Legend.FontSize = TextSize;
        plot.Legend.FontName = ChartFonts.Family;
        // Black would not follow the page's theme.
        plot.Legend.FontColor = Palette.Ink;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.Transparent;
        plot.ShowLegend(Edge.Right);
    }

    /// <summary>Text beside a point or above a bar.</summary>
    public static Text Label(Plot plot, string text, double x, double y, Alignment alignment, Color color, float offsetX = 0,
        float offsetY = 0)
    {
        Text label = plot.Add.Text(text, x, y);
        label.LabelFontName = ChartFonts.Family;
        label.LabelFontSize = LabelSize;
        label.LabelFontColor = color;
        label.LabelAlignment = alignment;
        label.OffsetX = offsetX;
        label.OffsetY = offsetY;
        return label;
    }

    private static void AddFooter(Plot plot, string footer)
    {
        BottomAxis axis = plot.Axes.AddBottomAxis();
        axis.TickGenerator = new EmptyTickGenerator();
        axis.FrameLineStyle.Width = 0;
        axis.LabelText = footer;
        axis.MinimumSize = 20 * footer.Split('\n').Length + 10;
        axis.LabelFontName = ChartFonts.Family;
        axis.LabelFontSize = 12;
        axis.LabelBold = false;
        axis.LabelFontColor = Palette.Muted;
    }

    private static void SetText(IAxis axis)
    {
        axis.TickLabelStyle.FontSize = TextSize;
        axis.TickLabelStyle.FontName = ChartFonts.Family;
        axis.Label.FontSize = TextSize + 1;
        axis.Label.FontName = ChartFonts.Family;
        axis.Label.Bold = false;
    }
}
