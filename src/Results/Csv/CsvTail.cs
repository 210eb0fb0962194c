namespace MultifdBench.Results.Csv;

/// <summary>
/// Finds what a killed process left behind: rows are written whole and end in a line end, so bytes after the last line end outside
/// quotes are a half-written row.
/// </summary>
internal static class CsvTail
{
    /// <summary>Length of the part of <paramref name="csv"/> that consists of whole records, in bytes.</summary>
    public static int WholeLength(ReadOnlySpan<byte> csv)
    {
        int whole = 0;
        bool quoted = false;
        for (int i = 0; i < csv.Length; i++)
        {
            // A doubled quote inside a quoted field toggles twice, which leaves the state as it should be.
            if (csv[i] == '"') quoted = !quoted;
            else if (csv[i] == '\n' && !quoted) whole = i + 1;
        }

        return whole;
    }
}
