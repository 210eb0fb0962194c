using System.Globalization;
using CsvHelper;

[assembly: CsvConverter(typeof(MultifdBench.Results.Csv.FiniteDoubleConverter))]

namespace MultifdBench.Results.Csv;

/// <summary>
/// Numbers as the shortest text that reads back to the same double. NaN and infinity are no figures: they become empty cells, since
/// half of the world's CSV readers would take them for text.
/// </summary>
internal sealed class FiniteDoubleConverter : ICsvConverter<double>
{
    /// <summary>Without thousands separators: a decimal comma of another locale is an error, not a number ten times too large.</summary>
    public double Read(CsvReader reader, int index)
    {
        string text = reader.GetString(index);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new FormatException($"'{text}' is no number; numbers are written with a decimal point and without separators.");
    }

    public void Write(CsvWriter writer, double value) =>
        writer.WriteField(CsvLine.Number(value));
}
