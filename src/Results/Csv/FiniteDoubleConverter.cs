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
    public double Read(CsvReader reader, int index) => reader.Parse<double>(index);

    public void Write(CsvWriter writer, double value) =>
        writer.WriteField(double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "");
}
