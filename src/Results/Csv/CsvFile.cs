using CsvHelper;
using MultifdBench.Core;
using MultifdBench.Core.Files;

namespace MultifdBench.Results.Csv;

/// <summary>Whole CSV files: read with tolerance, replaced in one step.</summary>
internal static class CsvFile
{
    // Names are compared letter by letter; what is longer is no column's.
    private const int MaxNameLength = 100;

    /// <summary>
    /// Reads all rows of <paramref name="path"/> by column name. Unknown columns are passed over and reported, an empty file has no rows; a
    /// half-written last line is left out and reported in <paramref name="warnings"/>.
    /// </summary>
    /// <exception cref="ResultsException">
    /// The file is unreadable, lacks a required column, has one with a damaged name or holds a row that does not parse.
    /// </exception>
    public static IReadOnlyList<T> Read<T>(string path, ICollection<string> warnings)
    {
        byte[] bytes = Storage.Guard(path, () => File.ReadAllBytes(InputFile.Demand(path)));
        int whole = CsvTail.WholeLength(bytes);
        if (whole < bytes.Length)
            warnings.Add($"{path}: the last line has no line end; it is taken as half-written and left out.");
        return Parse<T>(path, bytes.AsMemory(0, whole), warnings);
    }

    /// <summary>
    /// Writes <paramref name="rows"/> to a temporary file and moves it over <paramref name="path"/>: readers see the old file or the new
    /// one.
    /// </summary>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public static void Replace<T>(string path, IEnumerable<T> rows)
    {
        using var bytes = new MemoryStream();
        bytes.Write(CsvText.Header<T>());
        foreach (T row in rows) bytes.Write(CsvText.Row(row));
        Storage.Replace(path, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static void WarnOfNewerColumns<T>(string path, string[] given, ICollection<string> warnings)
    {
        string[] known = [.. CsvText.Columns<T>()];
        string[] unknown = [.. given.Except(known)];
        foreach (string name in unknown.Where(name => name.Length <= MaxNameLength))
        {
            // Columns are never renamed, so that one with almost the name of a column that is not there is that column with a damaged name.
            string suggestion = NearestName.Suggest(name, known.Except(given));
            if (suggestion.Length > 0)
                throw new ResultsException($"{path}, line 1, column {Printable(name)}: there is no such column.{suggestion}");
        }

        if (unknown.Length > 0)
            warnings.Add(
                $"{path}: column(s) {string.Join(", ", unknown.Select(Printable))} are not known to this version, which reads the others.");
    }

    private static string Printable(string name) => string.Concat(name.Select(letter => char.IsControl(letter) ? '?' : letter));

    private static List<T> Parse<T>(string path, ReadOnlyMemory<byte> csv, ICollection<string> warnings)
    {
        using CsvReader reader = CsvReader.Create(csv, CsvText.ReaderOptions);
        try
        {
            if (csv.IsEmpty) return [];
            WarnOfNewerColumns<T>(path, CsvText.Names(reader), warnings);
            string[] missing = [.. CsvText.RequiredColumns<T>().Where(name => !reader.TryGetFieldIndex(name, out _))];
            if (missing.Length > 0) throw new ResultsException($"{path} lacks the column(s) {string.Join(", ", missing)}.");
            return [.. reader.GetRecords<T>()];
        }
        catch (CsvFormatException exception)
        {
            string cause = exception.InnerException?.Message ?? exception.Message;
            bool hasColumn = exception.FieldIndex >= 0 && exception.FieldIndex < reader.Headers.Count;
            string column = hasColumn ? $", column {reader.Headers[exception.FieldIndex]}" : "";
            throw new ResultsException($"{path}, line {exception.LineNumber}{column}: {cause}", exception);
        }
    }
}
