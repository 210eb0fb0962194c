using System.Text;
using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>One chart. Not thread-safe: ScottPlot's plots are not.</summary>
public sealed class Chart
{
    private const int Width = 1000;
    private const int Height = 560;

    /// <summary>PNG pixels per unit of the layout, for dense screens and print.</summary>
    private const int PngScale = 2;

    private readonly Plot _plot;

    internal Chart(string name, string title, Plot plot)
    {
        Name = name;
        Title = title;
        _plot = plot;
    }

    /// <summary>File name without extension.</summary>
    public string Name { get; }

    /// <summary>What it shows, in one line.</summary>
    public string Title { get; }

    /// <summary>The chart as PNG, 2000 × 1120 pixels.</summary>
    public byte[] ToPng()
    {
        _plot.ScaleFactor = PngScale;
        return _plot.GetImageBytes(PngScale * Width, PngScale * Height, ImageFormat.Png);
    }

    /// <summary>
    /// The chart as SVG in UTF-8. Text stays text, in the family <see cref="ChartFonts.Family"/> or what the viewer puts in its place.
    /// </summary>
    public byte[] ToSvg()
    {
        _plot.ScaleFactor = 1;
        return Encoding.UTF8.GetBytes(_plot.GetSvgXml(Width, Height));
    }
}
