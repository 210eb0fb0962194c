using System.Text;
using System.Text.RegularExpressions;
using MultifdBench.Reporting.Charts;

namespace MultifdBench.Reporting.Html;

/// <summary>
/// A chart's SVG as a part of the page: the same picture as the file, whose paper, ink and grid are those of the page's theme. Colours of
/// methods stay.
/// </summary>
internal static partial class HtmlPicture
{
    /// <summary>The page's names of colours, by the pictures'; Skia writes those with pairs of equal digits in three.</summary>
    private static readonly Dictionary<string, string> Themed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["white"] = "paper",
        [Palette.Ink.ToHex()] = "ink",
        [Short(Palette.Ink.ToHex())] = "ink",
        [Palette.Muted.ToHex()] = "muted",
        [Short(Palette.Muted.ToHex())] = "muted",
        [Palette.Grid.ToHex()] = "grid",
    };

    /// <summary>The markup.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="id">The id of its element: names inside of the picture begin with it, since they are the page's too.</param>
    public static string Of(Chart chart, string id)
    {
        string svg = Encoding.UTF8.GetString(chart.ToSvg());
        string markup = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..].TrimEnd();
        string own = Names().Replace(markup, name => $"{name.Groups[1].Value}{id}-cl_");
        return Colors().Replace(own, color => Themed.TryGetValue(color.Groups[2].Value, out string? name)
            ? $"{color.Groups[1].Value}=\"var(--{name})\""
            : color.Value);
    }

    private static string Short(string hex) => $"#{hex[1]}{hex[3]}{hex[5]}";

    [GeneratedRegex("(id=\"|url\\(#)cl_")]
    private static partial Regex Names();

    [GeneratedRegex("\\b(fill|stroke)=\"([^\"]+)\"")]
    private static partial Regex Colors();
}
