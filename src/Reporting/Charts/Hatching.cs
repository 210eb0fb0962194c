using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// The mark of a simulated bar: diagonal stripes, drawn as lines. ScottPlot's own hatch is a shader, which Skia leaves out of an SVG, so
/// that a simulated bar would look like a measured one there.
/// </summary>
internal static class Hatching
{
    /// <summary>Distance of stripes as a share of the axis.</summary>
    private const double Spacing = 0.022;

    /// <summary>Width of the data area by its height, roughly: makes the stripes' angle about 45 degrees.</summary>
    private const double Aspect = 1.6;

    /// <summary>Stripes from left to right, rising, cut off at the edges of <paramref name="bar"/>.</summary>
    /// <param name="bar">In axis units.</param>
    /// <param name="limits">Of the axes; they do not change afterwards.</param>
    public static IEnumerable<CoordinateLine> Of(CoordinateRect bar, AxisLimits limits)
    {
        double slope = Aspect * limits.VerticalSpan / limits.HorizontalSpan;
        double step = Spacing * limits.VerticalSpan;
        double bottom = Math.Min(bar.Bottom, bar.Top);
        double top = Math.Max(bar.Bottom, bar.Top);
        for (double start = bottom - slope * bar.Width + step; start < top; start += step)
        {
            double left = bar.Left + Math.Max(0, (bottom - start) / slope);
            double right = Math.Min(bar.Right, bar.Left + (top - start) / slope);
            if (left < right)
                yield return new CoordinateLine(left, start + (left - bar.Left) * slope, right, start + (right - bar.Left) * slope);
        }
    }
}
