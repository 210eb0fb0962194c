using System.Text;
using MultifdBench.Reporting.Answers;
using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>One chart. Not thread-safe: ScottPlot's plots are not.</summary>
public sealed class Chart
{
    /// <summary>Units of the layout, pixels of the SVG.</summary>
    internal const int Width = 1000;

    private const int Height = 560;

    /// <summary>PNG pixels per unit of the layout, for dense screens and print.</summary>
    private const int PngScale = 2;

    private readonly Plot _plot;
    private readonly IReadOnlyList<ChartMark> _marks;

    internal Chart(string name, string title, Plot plot)
        : this(name, title, new Drawing(plot, "", ChartFigures.None, []))
    {
    }

    internal Chart(string name, string title, Drawing drawing, string guest = "")
    {
        Guest = guest;
        Name = name;
        Title = title;
        Summary = drawing.Summary;
        Figures = drawing.Figures;
        Answer = drawing.Answer;
        _plot = drawing.Plot;
        _marks = drawing.Marks;
    }

    /// <summary>File name without extension.</summary>
    public string Name { get; }

    /// <summary>What it shows, in one line.</summary>
    public string Title { get; }

    /// <summary>What can be read off it, in a few sentences; may be empty.</summary>
    public string Summary { get; }

    /// <summary>Workload and memory of the guest; empty for a chart of no guest.</summary>
    internal string Guest { get; }

    /// <summary>The question that it answers by itself, answered; null for a chart that has to be read beside others.</summary>
    internal Answer? Answer { get; }

    /// <summary>Its figures; none where files hold them.</summary>
    internal ChartFigures Figures { get; }

    /// <summary>What stands in the picture's place for those who do not see it.</summary>
    internal string Alternative => Summary.Length == 0 ? Title : $"{Title}. {Summary}";

    /// <summary>The chart as PNG, 2000 × 1120 pixels.</summary>
    public byte[] ToPng()
    {
        _plot.ScaleFactor = PngScale;
        return _plot.GetImageBytes(PngScale * Width, PngScale * Height, ImageFormat.Png);
    }

    /// <summary>
    /// The chart as SVG in UTF-8. Text stays text, in the family <see cref="ChartFonts.Family"/> or what the viewer puts in its place, and
    /// points say what they are.
    /// </summary>
    public byte[] ToSvg()
    {
        _plot.ScaleFactor = 1;
        string svg = _plot.GetSvgXml(Width, Height);
        return Encoding.UTF8.GetBytes(
            SvgText.Finish(svg, Alternative, _marks.Select(mark => (_plot.GetPixel(new Coordinates(mark.X, mark.Y)), mark.Text))));
    }
}
