using System.Security.Cryptography;
using System.Text;

namespace MultifdBench.Reporting.Html;

/// <summary>Files that go into the page; all are ours.</summary>
internal static class HtmlAsset
{
    private const string ChartTag = "{%- include \"chart.liquid\" %}";

    private static readonly string[] ScriptNames = ["theme.js", "tables.js", "charts.js"];

    /// <summary>The page's template, with that of a chart in it.</summary>
    public static string Template { get; } =
        Read("report.liquid").Replace(ChartTag, Read("chart.liquid").TrimEnd(), StringComparison.Ordinal);

    /// <summary>The page's style, scripts and their policy.</summary>
    public static HtmlAssets All { get; } = With([.. ScriptNames.Select(Read)]);

    private static HtmlAssets With(string[] scripts) => new(Policy(scripts), Read("report.css"), scripts);

    /// <summary>
    /// Inline styles for the bars behind figures, pictures as data for those that are copied; and no script but the page's own.
    /// </summary>
    private static string Policy(IEnumerable<string> scripts)
    {
        IEnumerable<string> hashes =
            scripts.Select(script => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'");
        return $"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {string.Join(' ', hashes)}";
    }

    private static string Read(string name)
    {
        using Stream stream = typeof(HtmlAsset).Assembly.GetManifestResourceStream("html/" + name)
            ?? throw new InvalidOperationException($"The file {name} is missing from the assembly.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
