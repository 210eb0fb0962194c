using MultifdBench.Core;
using MultifdBench.Results;
using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// The one palette: that of Okabe and Ito, made to be told apart with any kind of colour vision [Okabe &amp; Ito 2008,
/// jfly.uni-koeln.de/color]. A method has the same colour in every chart; levels and libraries of a method are lighter shades of it.
/// Which it is, the method's definition says.
/// </summary>
internal static class Palette
{
    /// <summary>Text and axes.</summary>
    public static readonly Color Ink = Color.FromHex("#222222");

    /// <summary>Captions and helping lines.</summary>
    public static readonly Color Muted = Color.FromHex("#666666");

    /// <summary>Grid lines.</summary>
    public static readonly Color Grid = Color.FromHex("#E4E4E4");

    private static readonly Color Unknown = Color.FromHex("#B8A800");

    /// <summary>
    /// Colour of a method, the same whether it is measured or simulated; <paramref name="shade"/> counts its variants in the chart from 0.
    /// </summary>
    public static Color Of(Combination combination, int shade, MethodLooks looks)
    {
        Color color = looks.ColorOf(combination.Method, combination.Accel) is { } known ? Color.FromHex(known) : Unknown;
        return color.Lighten(1 - Math.Pow(0.72, shade));
    }
}
