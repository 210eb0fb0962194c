using MultifdBench.Results;
using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// The one palette: that of Okabe and Ito, made to be told apart with any kind of colour vision [Okabe &amp; Ito 2008, jfly.uni-koeln.de/color].
/// A method has the same colour in every chart; levels and libraries of a method are lighter shades of it.
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

    private static readonly Dictionary<string, Color> Methods = new()
    {
        ["none"] = Color.FromHex("#8A8A8A"),
        ["zlib"] = Color.FromHex("#0072B2"),
        ["zstd"] = Color.FromHex("#E69F00"),
        ["qpl"] = Color.FromHex("#009E73"),
        ["qatzip"] = Color.FromHex("#CC79A7"),
    };

    /// <summary>zlib or zstd on an accelerator is another program than the plain one and gets a colour of its own.</summary>
    private static readonly Dictionary<string, Color> Accelerated = new()
    {
        ["qpl"] = Color.FromHex("#D55E00"),
        ["qat"] = Color.FromHex("#56B4E9"),
    };

    /// <summary>Colour of a method, the same whether it is measured or simulated; <paramref name="shade"/> counts its variants in the chart from 0.</summary>
    public static Color Of(Combination combination, int shade)
    {
        Dictionary<string, Color> known = IsAccelerated(combination) ? Accelerated : Methods;
        return known.GetValueOrDefault(IsAccelerated(combination) ? combination.Accel : combination.Method, Unknown).Lighten(1 - Math.Pow(0.72, shade));
    }

    /// <summary>Whether another method's accelerator does the work; qpl and qatzip are theirs by themselves.</summary>
    public static bool IsAccelerated(Combination combination) => combination is { Method: "zlib" or "zstd", Accel: not ("" or "none") };
}
