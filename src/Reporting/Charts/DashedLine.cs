using ScottPlot;
using SkiaSharp;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// A line of dashes, each drawn by itself: ScottPlot's dashes are an effect of the paint, which Skia leaves out of an SVG, so that a
/// simulated line would look like a measured one there. Not thread-safe.
/// </summary>
/// <param name="points">In axis units; at least two.</param>
/// <param name="color">Of the dashes.</param>
/// <param name="width">Of the line, pixels.</param>
/// <param name="dash">Length of a dash, pixels; gaps are two thirds as long.</param>
internal sealed class DashedLine(IReadOnlyList<Coordinates> points, Color color, float width, float dash) : IPlottable
{
    private readonly float _gap = dash * 2 / 3;

    /// <inheritdoc/>
    public bool IsVisible { get; set; } = true;

    /// <inheritdoc/>
    public IAxes Axes { get; set; } = new Axes();

    /// <inheritdoc/>
    public IEnumerable<LegendItem> LegendItems => [];

    /// <inheritdoc/>
    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    /// <inheritdoc/>
    public void Render(RenderPack rp)
    {
        using SKPaint paint = new() { Color = color.ToSKColor(), StrokeWidth = width, IsStroke = true, IsAntialias = true };
        using SKPath path = new();
        float phase = 0;
        for (int i = 1; i < points.Count; i++) phase = AddDashes(path, Axes.GetPixel(points[i - 1]), Axes.GetPixel(points[i]), phase);
        rp.Canvas.DrawPath(path, paint);
    }

    /// <returns>How far into a dash and its gap the line is at <paramref name="to"/>.</returns>
    private float AddDashes(SKPath path, Pixel from, Pixel to, float phase)
    {
        float dx = to.X - from.X, dy = to.Y - from.Y;
        float length = MathF.Sqrt(dx * dx + dy * dy);
        if (!(length > 0) || !float.IsFinite(length)) return phase;
        float at = 0;
        while (at < length)
        {
            bool isDash = phase < dash;
            float end = Math.Min(length, at + (isDash ? dash : dash + _gap) - phase);
            if (isDash)
            {
                path.MoveTo(from.X + dx * at / length, from.Y + dy * at / length);
                path.LineTo(from.X + dx * end / length, from.Y + dy * end / length);
            }

            phase += end - at;
            at = end;
            if (phase >= dash + _gap - 0.001f) phase = 0;
        }

        return phase;
    }
}
