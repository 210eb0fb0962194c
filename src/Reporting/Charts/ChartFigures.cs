using System.Globalization;
using MultifdBench.Results.Csv;

namespace MultifdBench.Reporting.Charts;

/// <summary>What a chart shows, as a table: for a spreadsheet, and for readers who do not see the picture. Immutable.</summary>
/// <param name="Columns">Names with their units.</param>
/// <param name="Rows">Texts, as many in each row as there are columns; empty where there is no figure.</param>
internal sealed record ChartFigures(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>For a chart whose figures are in files of their own.</summary>
    public static readonly ChartFigures None = new([], []);

    /// <summary>Whole numbers with all digits, others with six: more than anyone reads off a chart.</summary>
    public static string Number(double? value) => CsvLine.Number(
        value is { } number && double.IsFinite(number) && !double.IsInteger(number)
            ? double.Parse(number.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : value);
}
