using CsvHelper;

namespace MultifdBench.Results.Csv;

/// <summary>Texts without which a row means nothing: an empty cell is an error of the file.</summary>
internal sealed class NeededTextConverter : ICsvConverter<string>
{
    public string Read(CsvReader reader, int index)
    {
        string text = reader.GetString(index);
        return text.Length > 0 ? text : throw new FormatException("there is no value; every row needs one.");
    }

    public void Write(CsvWriter writer, string value) => writer.WriteField(value);
}
