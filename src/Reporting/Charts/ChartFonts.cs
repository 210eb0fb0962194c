using ScottPlot;
using SkiaSharp;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// The charts' own font. ScottPlot falls back to what the system has, and draws no text at all, without an error, where it has nothing.
/// </summary>
public static class ChartFonts
{
    /// <summary>Family name: Open Sans under its Apache licence, see <c>Fonts/OpenSans-LICENSE.txt</c>.</summary>
    public const string Family = "Open Sans";

    private static readonly Lazy<bool> Registered = new(Load);

    /// <summary>Makes the font the default of every plot of this process; before the first plot. Thread-safe; once is enough.</summary>
    public static void Register() => _ = Registered.Value;

    /// <summary>Width of a line of text in the regular font. Thread-safe.</summary>
    internal static float Width(string text, float size)
    {
        Register();
        using SKFont font = new(Fonts.GetTypeface(Family, bold: false, italic: false), size);
        return font.MeasureText(text);
    }

    private static bool Load()
    {
        Fonts.FontResolvers.Insert(0, new EmbeddedFont());
        Fonts.Default = Family;
        return true;
    }

    private sealed class EmbeddedFont : IFontResolver
    {
        private readonly SKTypeface _regular = Read("OpenSans-Regular.ttf");
        private readonly SKTypeface _bold = Read("OpenSans-Bold.ttf");

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            fontName == Family ? bold ? _bold : _regular : null;

        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            CreateTypeface(fontName, weight >= FontWeight.SemiBold, slant != FontSlant.Upright);

        private static SKTypeface Read(string resource)
        {
            using Stream stream = typeof(ChartFonts).Assembly.GetManifestResourceStream(resource)
                ?? throw new InvalidOperationException($"The font {resource} is missing from the assembly.");
            return SKTypeface.FromStream(stream);
        }
    }
}
