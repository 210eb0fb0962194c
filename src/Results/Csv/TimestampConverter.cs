using System.Globalization;
using CsvHelper;

namespace MultifdBench.Results.Csv;

/// <summary>Points in time as ISO 8601 in UTC with milliseconds, whatever offset they were given in.</summary>
internal sealed class TimestampConverter : ICsvConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public DateTimeOffset Read(CsvReader reader, int index)
    {
        string text = reader.GetString(index);
        return text.Length == 0
            ? default
            : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
    }

    public void Write(CsvWriter writer, DateTimeOffset value) =>
        writer.WriteField(value == default ? "" : value.ToUniversalTime().ToString(Format, CultureInfo.InvariantCulture));
}
