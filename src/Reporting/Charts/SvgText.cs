using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;
using SkiaSharp;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// Makes an SVG of Skia's fit for readers: texts that any font can show, a name for those who do not see the picture, and what each
/// point is for those who rest a pointer on it.
/// </summary>
internal static partial class SvgText
{
    private const float MarkRadius = 9;

    /// <summary>The SVG with all of that.</summary>
    /// <param name="svg">As ScottPlot writes it.</param>
    /// <param name="name">What the picture shows.</param>
    /// <param name="marks">Points with their places, pixels.</param>
    public static string Finish(string svg, string name, IEnumerable<(Pixel Place, string Text)> marks)
    {
        string texts = Texts().Replace(svg, Fit);
        string named = Root().Replace(
            texts,
            root => $"""<svg role="img" aria-label="{SecurityElement.Escape(name)}" """
                + $"""viewBox="0 0 {root.Groups["width"].Value} {root.Groups["height"].Value}"{root.Groups["rest"].Value}>""",
            1);
        StringBuilder hints = new();
        foreach ((Pixel place, string text) in marks)
        {
            hints.Append(
                CultureInfo.InvariantCulture,
                $"""<circle cx="{place.X:0.#}" cy="{place.Y:0.#}" r="{MarkRadius}">""")
                .Append($"<title>{SecurityElement.Escape(text)}</title></circle>");
        }

        int end = named.LastIndexOf("</svg>", StringComparison.Ordinal);
        return hints.Length == 0 ? named : named.Insert(end, $"""<g fill="transparent">{hints}</g>{'\n'}""");
    }

    /// <summary>
    /// Skia gives every letter the place that it has in our font; in a viewer that does not have it words would fall apart. The length of
    /// the whole text holds in any font.
    /// </summary>
    private static string Fit(Match text)
    {
        string content = text.Groups["content"].Value.Trim();
        if (content.Length == 0) return text.Value;
        bool isBold = text.Groups["attributes"].Value.Contains("font-weight", StringComparison.Ordinal);
        float size = float.Parse(Size().Match(text.Groups["attributes"].Value).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        using SKFont font = new(Fonts.GetTypeface(ChartFonts.Family, isBold, italic: false), size);
        float length = font.MeasureText(System.Net.WebUtility.HtmlDecode(content));
        string attributes = Places().Replace(text.Groups["attributes"].Value, "$1=\"$2\"").Replace(
            $"font-family=\"{ChartFonts.Family}\"", $"font-family=\"{ChartFonts.Family}, sans-serif\"", StringComparison.Ordinal);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<text{attributes} textLength="{length:0.#}" lengthAdjust="spacingAndGlyphs">{content}</text>""");
    }

    [GeneratedRegex("""<text(?<attributes>[^>]*)>(?<content>[^<]*)</text>""")]
    private static partial Regex Texts();

    [GeneratedRegex("""<svg(?<rest>[^>]* width="(?<width>\d+)" height="(?<height>\d+)"[^>]*)>""")]
    private static partial Regex Root();

    [GeneratedRegex("font-size=\"([0-9.]+)\"")]
    private static partial Regex Size();

    /// <summary>The first of the letters' places.</summary>
    [GeneratedRegex("\\b([xy])=\"([-0-9.]+),[^\"]*\"")]
    private static partial Regex Places();
}
