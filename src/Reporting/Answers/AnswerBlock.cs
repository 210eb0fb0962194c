using MultifdBench.Core;
using MultifdBench.Results;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Reporting.Answers;

/// <summary>
/// The last lines of a matrix: what to do, in one glance. Never more than <see cref="MostLines"/> lines; the table is as wide as a terminal
/// of <see cref="MostColumns"/> columns, and says less of each winner where it would be wider. Channels are in brackets.
/// </summary>
public static class AnswerBlock
{
    /// <summary>As many as fit below a table on a small terminal.</summary>
    public const int MostLines = 15;

    /// <summary>A small terminal's width.</summary>
    public const int MostColumns = 100;

    private const int LinkWidth = 6;

    /// <summary>
    /// The decisions over links with what was measured over one and how far the model is off; without decisions the winners of what was
    /// measured.
    /// </summary>
    /// <param name="results">The result set.</param>
    /// <param name="looks">Place and colour of methods.</param>
    public static IReadOnlyList<string> Lines(ResultSet results, MethodLooks looks)
    {
        IReadOnlyList<DecisionText> decisions = DecisionText.Of(results);
        Answer[] measured = [.. AnswerCatalog.OfRuns(results, looks).Where(answer => answer.Source == RunSource.Measured)];
        if (decisions.Count == 0) return Bounded([.. measured.Select(Line).Prepend("Answer, measured (channels in brackets):")]);
        string[] limited = [.. measured.Where(answer => answer.IsLimited).Select(answer => Fitted($"Measured: {Line(answer)}"))];
        string head = $"Answer for guests of {decisions[0].Memory} (simulated; ";
        string[] whole =
        [
            head + "winner (channels), times that the next one takes):",
            .. decisions.Where(one => one.IsHere).Select(Headline), .. Table(decisions), .. limited, Errors(decisions),
        ];
        if (whole.Length <= MostLines) return whole;
        return Bounded([head + "the table over links is in the report):", .. decisions.Select(Headline), .. limited, Errors(decisions)]);
    }

    private static string[] Bounded(string[] lines) => lines.Length <= MostLines
        ? lines
        : [.. lines.Take(MostLines - 1), Text($"and {lines.Length - MostLines + 1} more lines: see the report.")];

    /// <summary>Where a line has too little room, a limit is enough: it is that of a link.</summary>
    private static string Fitted(string line) =>
        line.Length <= MostColumns ? line : line.Replace(", over tcp", "", StringComparison.Ordinal);

    private static string Headline(DecisionText one) => $"{one.Workload} on {one.Host}: {one.ShortHeadline}.";

    /// <summary>"idle, 256 MiB, at most 1000 Mbit/s: zstd-1 (2): 120 ms; next none, 1.31 ×."</summary>
    private static string Line(Answer answer) => $"{answer.Scope}: {answer.Short}";

    /// <summary>A line per guest and link, a column per host.</summary>
    private static string[] Table(IReadOnlyList<DecisionText> decisions)
    {
        string[] whole = Table(decisions, DecisionText.Cell);
        return whole.Max(line => line.Length) <= MostColumns ? whole : Table(decisions, DecisionText.ShortCell);
    }

    private static string[] Table(IReadOnlyList<DecisionText> decisions, Func<DecisionRow, string> cellOf)
    {
        string[] hosts = [.. decisions.Select(one => one.Host).Distinct()];
        string[] guests = [.. decisions.Select(one => one.Workload).Distinct()];
        List<string[]> rows = [["guest", "Gbit/s", .. hosts]];
        foreach (string guest in guests)
        {
            DecisionText[] own = [.. decisions.Where(one => one.Workload == guest)];
            foreach (double link in own.SelectMany(one => one.Rows).Select(row => row.LinkGbps).Distinct().Order())
            {
                IEnumerable<string> cells = hosts.Select(host => own.Where(one => one.Host == host).SelectMany(one => one.Rows)
                    .FirstOrDefault(row => row.LinkGbps == link) is { } row ? cellOf(row) : "");
                rows.Add([guest, Text($"{link}"), .. cells]);
            }
        }

        int[] widths = [.. Enumerable.Range(0, hosts.Length + 2).Select(column => rows.Max(row => row[column].Length))];
        return
        [
            .. rows.Select(row => string.Join("  ", row.Select((cell, column) =>
                column == 1 ? cell.PadLeft(Math.Max(LinkWidth, widths[1])) : cell.PadRight(widths[column]))).TrimEnd()),
        ];
    }

    /// <summary>"Off by: this host 8.15 % (12 combinations), spr-v4 9.70 % (published), gnr unknown. Less is a tie."</summary>
    private static string Errors(IReadOnlyList<DecisionText> decisions) => "Off by: "
        + string.Join(", ", decisions.DistinctBy(one => one.Host).Select(one => $"{one.Host} {one.ShortErrorNote}")) + ". Less is a tie.";
}
