using MultifdBench.Core;

namespace MultifdBench.Reporting;

/// <summary>The formats that a report can be written in.</summary>
public static class ReportFormat
{
    /// <summary>One page with everything in it: answers, tables to sort and filter, interactive charts.</summary>
    public const string Html = "html";

    /// <summary>A page with answers and tables, which shows the PNG charts.</summary>
    public const string Markdown = "md";

    /// <summary>The same as reStructuredText.</summary>
    public const string Rst = "rst";

    /// <summary>The rows of the tables with all digits.</summary>
    public const string Csv = "csv";

    /// <summary>Charts as pictures.</summary>
    public const string Png = "png";

    /// <summary>Charts as vector graphics.</summary>
    public const string Svg = "svg";

    /// <summary>The figures as OpenMetrics text, for dashboards.</summary>
    public const string OpenMetrics = "openmetrics";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Html, Markdown, Rst, Csv, OpenMetrics, Png, Svg];

    /// <summary>Parses a comma-separated list; case and blanks do not matter.</summary>
    /// <exception cref="UsageException">A format is unknown, or there is none; the message lists the known ones.</exception>
    public static IReadOnlyList<string> Parse(string list)
    {
        string[] formats = [.. list.ToLowerInvariant()
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
        if (formats.Length == 0) throw new UsageException($"--format names no format: use one or more of {string.Join(", ", All)}.");
        foreach (string format in formats) Check(format);
        return formats;
    }

    /// <exception cref="UsageException">The format is unknown.</exception>
    internal static void Check(string format)
    {
        if (!All.Contains(format))
            throw new UsageException(
                $"--format {format} is unknown: use one or more of {string.Join(", ", All)}.{NearestName.Suggest(format, All)}");
    }
}
