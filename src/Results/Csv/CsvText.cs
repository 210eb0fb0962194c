using System.Globalization;
using System.Reflection;
using CsvHelper;

namespace MultifdBench.Results.Csv;

/// <summary>
/// The one dialect of all result files: [RFC4180] with CRLF, invariant culture, UTF-8 without a byte order mark, header row.
/// </summary>
internal static class CsvText
{
    public static readonly CsvWriterOptions WriterOptions = new()
    {
        TrueValue = "true",
        FalseValue = "false",
        FormatProvider = CultureInfo.InvariantCulture,
    };

    public static readonly CsvReaderOptions ReaderOptions = new()
    {
        Separator = ',',
        FormatProvider = CultureInfo.InvariantCulture,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        TrackLineNumbers = true,
    };

    /// <summary>The header line of <typeparamref name="T"/> with its line end.</summary>
    public static byte[] Header<T>() => Bytes(writer => writer.WriteHeader<T>());

    /// <summary>One row with its line end, ready for a single write.</summary>
    public static byte[] Row<T>(T row) => Bytes(writer => writer.WriteRecord(row));

    /// <summary>Names of all columns of <typeparamref name="T"/>, in order.</summary>
    public static IEnumerable<string> Columns<T>()
    {
        using CsvReader reader = CsvReader.Create(Header<T>(), ReaderOptions);
        return Names(reader);
    }

    /// <summary>Names of the columns that a file has, without blanks around them; those without a name are left out.</summary>
    public static string[] Names(CsvReader reader) => [.. reader.Headers.Select(name => name.Trim()).Where(name => name.Length > 0)];

    /// <summary>Names of the columns that a file of <typeparamref name="T"/> must have, in order.</summary>
    public static IEnumerable<string> RequiredColumns<T>() => RequiredColumns(typeof(T), "");

    /// <summary>What a writer of the dialect is told to write.</summary>
    public static byte[] Bytes(Action<CsvWriter> write)
    {
        using var bytes = new MemoryStream();
        using (CsvWriter writer = CsvWriter.Create(bytes, WriterOptions, leaveOpen: true)) write(writer);
        return bytes.ToArray();
    }

    private static IEnumerable<string> RequiredColumns(Type type, string prefix)
    {
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var column = property.GetCustomAttribute<CsvColumnAttribute>();
            if (property.PropertyType.GetCustomAttribute<CsvRecordAttribute>() is not null)
            {
                foreach (string name in RequiredColumns(property.PropertyType, prefix + column?.Prefix)) yield return name;
            }
            else if (column is { Optional: false })
            {
                yield return prefix + (column.Name ?? property.Name);
            }
        }
    }
}
