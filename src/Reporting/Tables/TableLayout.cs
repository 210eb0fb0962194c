using Spectre.Console;

namespace MultifdBench.Reporting.Tables;

/// <summary>
/// Which columns a width has room for and how wide each is. Long texts are broken first, down to the least width of their column; then
/// whole columns go, by rank. A number is never broken: half a figure is a wrong one.
/// </summary>
internal sealed class TableLayout
{
    /// <summary>The width of tables that no person watches; texts are broken to reach it, and nothing is left out.</summary>
    public const int PipedWidth = 210;

    /// <summary>Two blanks around each cell and the line beside it.</summary>
    private const int Frame = 3;

    private readonly IReadOnlyList<PlainColumn> _columns;
    private readonly int[] _shown;
    private readonly int[] _widths;

    private TableLayout(IReadOnlyList<PlainColumn> columns, int[] shown, int[] widths)
    {
        _columns = columns;
        _shown = shown;
        _widths = widths;
    }

    /// <summary>Characters in a line of it.</summary>
    public int Width => Total(_shown, _widths);

    /// <summary>Headers of the columns that are left out, of those that have one.</summary>
    public IEnumerable<string> Hidden =>
        _columns.Where((_, index) => !_shown.Contains(index)).Select(column => column.Header).Where(header => header.Length > 0);

    /// <summary>Lays out a table.</summary>
    /// <param name="columns">All columns.</param>
    /// <param name="rows">As many cells as columns each.</param>
    /// <param name="width">Characters in a line. Where not even what is never left out fits, lines are longer.</param>
    /// <param name="isComplete">Whether no column may be left out: a pipe has no edge to stop at.</param>
    public static TableLayout Fit(IReadOnlyList<PlainColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows, int width, bool isComplete)
    {
        int[] cells = [.. columns.Select((_, index) => rows.Select(row => row[index].GetCellWidth()).Append(1).Max())];
        int[] natural = [.. columns.Select((column, index) => Math.Max(cells[index], column.Header.GetCellWidth()))];
        int[] least = [.. columns.Select((column, index) =>
            Math.Max(LongestWord(column.Header), column.IsNumber ? cells[index] : Math.Min(cells[index], column.MinWidth)))];
        int[] shown = [.. Enumerable.Range(0, columns.Count)];
        while (!isComplete && Total(shown, least) > width && shown.Max(index => columns[index].Rank) is > 0 and var rank)
            shown = [.. shown.Where(index => columns[index].Rank != rank)];
        int spare = Math.Max(0, width - Total(shown, least));
        // Texts first: a header on two lines reads well, a label does less so.
        foreach (int index in shown.OrderBy(index => columns[index].IsNumber))
        {
            int more = Math.Min(spare, natural[index] - least[index]);
            least[index] += more;
            spare -= more;
        }

        return new TableLayout(columns, shown, least);
    }

    /// <summary>Writes the table.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="rows">As many cells as columns each.</param>
    /// <param name="styles">One for each row, or none.</param>
    public void Write(IAnsiConsole console, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<Style> styles)
    {
        Table table = new() { Border = TableBorder.Ascii2 };
        foreach (int index in _shown)
        {
            table.AddColumn(new TableColumn(new Text(_columns[index].Header))
            {
                Alignment = _columns[index].IsNumber ? Justify.Right : Justify.Left,
                Width = _widths[index],
            });
        }

        foreach ((int index, IReadOnlyList<string> row) in rows.Index())
        {
            Style style = index < styles.Count ? styles[index] : Style.Plain;
            table.AddRow(_shown.Select(column => new Text(row[column], style)));
        }

        console.Profile.Width = Math.Max(console.Profile.Width, Total(_shown, _widths));
        console.Write(table);
    }

    private static int Total(IEnumerable<int> shown, int[] widths) => shown.Sum(index => widths[index] + Frame) + 1;

    /// <summary>Headers are broken at blanks.</summary>
    private static int LongestWord(string header) => header.Split(' ').Max(word => word.GetCellWidth());
}
