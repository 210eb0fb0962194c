using System.Security.Cryptography;
using System.Text;

namespace MultifdBench.Reporting.Html;

/// <summary>
/// Files that go into the page. <c>echarts.min.js</c> is Apache ECharts 6.1.0 as its npm package has it
/// (SHA-256 b66b25ae…0fd0, Apache licence beside it); everything else is ours.
/// </summary>
internal static class HtmlAsset
{
    private static readonly string[] ScriptNames = ["theme.js", "echarts.min.js", "tables.js", "chart-options.js", "charts.js"];
    private static readonly string[] LicenseNames = ["echarts-NOTICE.txt", "echarts-LICENSE.txt", "echarts-d3-LICENSE.txt"];

    /// <summary>The page's template.</summary>
    public static string Template { get; } = Read("report.liquid");

    /// <summary>The page's style, scripts and their policy, with <paramref name="data"/> as the charts' JSON.</summary>
    public static HtmlAssets With(string data)
    {
        string[] scripts = [.. ScriptNames.Select(Read)];
        return new HtmlAssets(Policy(scripts), Read("report.css"), scripts, data, string.Join("\n\n", LicenseNames.Select(Read)));
    }

    /// <summary>'unsafe-inline' for styles only: charts set them on their elements.</summary>
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
