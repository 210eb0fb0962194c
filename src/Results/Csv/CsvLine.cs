using System.Globalization;
using System.Text;

namespace MultifdBench.Results.Csv;

/// <summary>Lines of a CSV file whose columns are no record's, in the dialect of all files [RFC4180].</summary>
public static class CsvLine
{
    /// <summary>
    /// A number as all files have it: the shortest text that reads back to the same double; empty for none, and for what is no figure.
    /// </summary>
    public static string Number(double? value) =>
        value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";

    /// <summary>Cells as one line with its line end; those with commas, quotes or line ends are quoted.</summary>
    public static string Of(IEnumerable<string> cells)
    {
        string[] line = [.. cells];
        return Encoding.UTF8.GetString(CsvText.Bytes(writer => writer.WriteRecord(line)));
    }
}
