using MultifdBench.Core;
using Spectre.Console;

namespace MultifdBench.Reporting.Tables;

/// <summary>
/// Comparison tables on a terminal, or as plain text into a pipe: the best row of each method first, no row on two lines, and what holds
/// for several rows or tables said once, below all of them.
/// </summary>
public sealed class TerminalTables
{
    /// <summary>The environment variable that asks for text without escape codes, whatever its value (no-color.org).</summary>
    public const string NoColor = "NO_COLOR";

    private static readonly Style Winner = new(decoration: Decoration.Bold);
    private static readonly Style Failure = new(Color.Red);

    private readonly IReadOnlyList<ComparisonTable> _tables;
    private readonly bool _allRows;
    private readonly TableCells _cells;

    private TerminalTables(IReadOnlyList<ComparisonTable> tables, bool allRows)
    {
        _tables = tables;
        _allRows = allRows;
        _cells = new TableCells(tables.SelectMany(Shown), hasRemarks: false);
    }

    /// <summary>Writes <paramref name="tables"/>, each with its title, and what they share.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="output">Where to.</param>
    /// <param name="isInteractive">
    /// True when a person watches: the terminal's width and colours. False: <see cref="TerminalWidth.Default"/> columns without escape
    /// codes. <see cref="TerminalWidth.Variable"/> wins over both widths.
    /// </param>
    /// <param name="allRows">Whether rows that are not the best of their method are shown too.</param>
    public static void Write(IReadOnlyList<ComparisonTable> tables, TextWriter output, bool isInteractive, bool allRows = false)
    {
        IAnsiConsole console = CreateConsole(output, isInteractive);
        if (!isInteractive && TerminalWidth.Asked() is null) console.Profile.Width = TerminalWidth.Default;
        Write(tables, console, allRows);
    }

    /// <summary>Writes tables as wide as the console is.</summary>
    internal static void Write(IReadOnlyList<ComparisonTable> tables, IAnsiConsole console, bool allRows)
    {
        if (tables.Count > 0) new TerminalTables(tables, allRows).Write(console);
    }

    /// <summary>Says which columns had no room; nothing where all had.</summary>
    internal static void WriteHidden(IAnsiConsole console, IReadOnlyList<string> hidden)
    {
        if (hidden.Count > 0) WriteLine(console, $"No room at this width for: {string.Join(", ", hidden)}.");
    }

    /// <summary>
    /// A console on <paramref name="output"/>: as wide as <see cref="TerminalWidth.Variable"/> says, else as the terminal that a person
    /// watches, else <see cref="TableLayout.PipedWidth"/>; escape codes are for persons, and not for those who set <see cref="NoColor"/>.
    /// </summary>
    internal static IAnsiConsole CreateConsole(TextWriter output, bool isInteractive)
    {
        bool isPlain = !isInteractive || IsPlainAsked(Environment.GetEnvironmentVariable(NoColor));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        if (TerminalWidth.Asked() is { } asked) console.Profile.Width = asked;
        else if (!isInteractive) console.Profile.Width = TableLayout.PipedWidth;
        return console;
    }

    /// <summary>The best rows, the fastest first; then, where all are wanted, the others in the order of the table.</summary>
    private IEnumerable<ComparisonRow> Shown(ComparisonTable table)
    {
        IEnumerable<ComparisonRow> best = table.Rows.Where(row => row.IsBest)
            .OrderBy(row => row.Source, StringComparer.Ordinal)
            .ThenBy(row => row.Summary.TotalTimeMs.Median ?? double.PositiveInfinity);
        return _allRows ? best.Concat(table.Rows.Where(row => !row.IsBest)) : best;
    }

    private void Write(IAnsiConsole console)
    {
        string[] common = [.. _tables.Select(table => table.Settings).Aggregate((one, other) => [.. one.Intersect(other)])];
        string[] hidden = [.. _tables.SelectMany(table => WriteTable(table, common, console)).Distinct()];
        foreach ((int index, string note) in _cells.Footnotes.Index()) WriteLine(console, Invariant.Text($"[{index + 1}] {note}"));
        WriteUnavailable(console);
        string libraries = hidden.Contains(TableCells.LibraryHeader) ? _cells.LibraryList : _cells.LibraryNote;
        if (libraries.Length > 0) WriteLine(console, libraries);
        WriteLine(console, Captions.Legend([.. _tables.SelectMany(Shown).Select(row => row.Summary)], common, _tables[0].Host, hidden));
        WriteHidden(console, hidden);
        int left = _tables.Sum(table => table.Rows.Count(row => row.Summary.N + row.Summary.Failures > 0) - Shown(table).Count());
        if (!_allRows && left > 0)
            WriteLine(console, Invariant.Text($"The best row of each method is shown; --all-rows shows {left} more."));
        console.WriteLine();
    }

    /// <summary>Writes title and rows.</summary>
    /// <returns>Names of the columns that had no room.</returns>
    private IReadOnlyList<string> WriteTable(ComparisonTable table, string[] common, IAnsiConsole console)
    {
        string title = string.Join(", ", table.Settings.Except(common).Except(table.Distinction).Prepend(table.Title));
        ComparisonRow[] shown = [.. Shown(table)];
        string[][] rows = [.. shown.Select(_cells.Of)];
        PlainColumn[] breakable = [.. TableCells.Columns.Take(TableCells.RemarksColumn)];
        PlainColumn[] whole = [.. breakable.Select(column => column with { MinWidth = PlainColumn.Unbroken })];
        // Columns go before a label is broken; it is where nothing is left that may go.
        bool fits = TableLayout.Fit(whole, rows, console.Profile.Width, isComplete: false).Width <= console.Profile.Width;
        PlainTable plain = new(title, fits ? whole : breakable, rows) { Styles = Styles(shown) };
        IReadOnlyList<string> hidden = plain.WriteGrid(console, isComplete: false);
        console.WriteLine();
        return hidden;
    }

    internal static bool IsPlainAsked(string? noColor) => !string.IsNullOrEmpty(noColor);

    /// <summary>The winner bold, of what was measured where anything was; what failed, in part too, red.</summary>
    private static Style[] Styles(ComparisonRow[] rows)
    {
        ComparisonRow? winner = rows.Where(row => row.Summary is { TotalTimeMs.Median: not null, Failures: 0 })
            .OrderBy(row => row.Source, StringComparer.Ordinal).ThenBy(row => row.Summary.TotalTimeMs.Median).FirstOrDefault();
        return [.. rows.Select(row => row.Summary.Failures > 0 ? Failure : ReferenceEquals(row, winner) ? Winner : Style.Plain)];
    }

    /// <summary>What the host cannot run: a reason once, with all that it keeps from running.</summary>
    private void WriteUnavailable(IAnsiConsole console)
    {
        var unavailable =
            from table in _tables
            from row in table.Rows.Except(Shown(table))
            where row.Summary.N + row.Summary.Failures == 0
            group row.Method by row.Remark;
        foreach (IGrouping<string, string> one in unavailable)
            WriteLine(console, $"{string.Join(", ", one.Distinct())}: {one.Key}");
    }

    private static void WriteLine(IAnsiConsole console, string line) => console.Write(new Text(line + Environment.NewLine));
}
