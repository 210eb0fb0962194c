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

    /// <summary>Markers of methods in the catalog's order: they tell them apart in grey.</summary>
    private static readonly MarkerShape[] Shapes =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleDown,
    ];

    /// <summary>Markers of accelerators that do other methods' work: such have no filling, so that simulated ones have a ring.</summary>
    private static readonly (MarkerShape Measured, MarkerShape Simulated)[] AcceleratorShapes =
    [
        (MarkerShape.Cross, MarkerShape.OpenCircleWithCross),
        (MarkerShape.Asterisk, MarkerShape.OpenCircleWithDot),
        (MarkerShape.Eks, MarkerShape.OpenCircleWithEks),
    ];

    private static readonly Color Unknown = Color.FromHex("#B8A800");

    /// <summary>
    /// Colour of a method, the same whether it is measured or simulated; <paramref name="shade"/> counts its variants in the chart from 0.
    /// </summary>
    public static Color Of(Combination combination, int shade, MethodLooks looks) =>
        Of(combination.Method, combination.Accel, shade, looks);

    /// <summary>Likewise.</summary>
    public static Color Of(string method, string accelerator, int shade, MethodLooks looks)
    {
        Color color = looks.ColorOf(method, accelerator) is { } known ? Color.FromHex(known) : Unknown;
        return color.Lighten(1 - Math.Pow(0.72, shade));
    }

    /// <summary>How a method is told from others, the same in every chart.</summary>
    /// <param name="method">QEMU's name.</param>
    /// <param name="accelerator">What does its work.</param>
    /// <param name="isMeasured">Whether its figures are wall clock.</param>
    /// <param name="shade">Counts its variants in the chart from 0.</param>
    /// <param name="looks">Place and colour of methods.</param>
    public static SeriesMark MarkOf(string method, string accelerator, bool isMeasured, int shade, MethodLooks looks)
    {
        (MarkerShape measured, MarkerShape simulated) = AcceleratorShapes[looks.RankOfAccelerator(accelerator) % AcceleratorShapes.Length];
        MarkerShape shape = !looks.IsAccelerated(method, accelerator) ? ShapeAt(looks.RankOf(method)) : isMeasured ? measured : simulated;
        return new SeriesMark(Of(method, accelerator, shade, looks), shape, isMeasured);
    }

    /// <summary>Marker of the choice at a place, for what is no method.</summary>
    public static MarkerShape ShapeAt(int place) => Shapes[place % Shapes.Length];
}
