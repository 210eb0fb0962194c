using Microsoft.Win32.SafeHandles;

namespace MultifdBench.Results.Csv;

/// <summary>
/// Appends rows to one CSV file, each on disk before the call returns, so that a crash, a kill or a power cut costs at most the row
/// in flight. One writer at a time; not thread-safe.
/// </summary>
internal sealed class CsvAppender<T> : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;

    /// <summary>Opens or creates <paramref name="path"/>. A half-written last line of an earlier process is cut off and reported.</summary>
    /// <exception cref="ResultsException">The file has other columns than this version writes, or the disk refuses.</exception>
    public CsvAppender(string path, ICollection<string> warnings)
    {
        _path = path;
        // No buffer: what a full disk refused would sit in it, to be tried again by the next row or by Dispose.
        _file = Storage.Guard(path, () => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0));
        try
        {
            Repair(warnings);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Appends <paramref name="rows"/> in one write; when the disk refuses, the file is cut back to what it was.</summary>
    /// <exception cref="ResultsException">
    /// The disk refuses, and earlier rows are intact; or somebody has deleted or replaced the file.
    /// </exception>
    public void Append(IEnumerable<T> rows) => Write([.. rows.SelectMany(CsvText.Row)]);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Repair(ICollection<string> warnings)
    {
        byte[] bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        int whole = CsvTail.WholeLength(bytes);
        if (whole < bytes.Length)
        {
            warnings.Add($"{_path}: a half-written last line was cut off.");
            _file.SetLength(whole);
        }

        _file.Position = whole;
        byte[] header = CsvText.Header<T>();
        if (whole == 0) Write(header);
        else if (!bytes.AsSpan(0, whole).StartsWith(header))
            throw new ResultsException(
                $"{_path} has other columns than this version writes; start a new results folder instead of resuming this one.");
    }

    private void Write(byte[] bytes)
    {
        long before = _file.Position;
        try
        {
            _file.Write(bytes);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException exception)
        {
            CutBack(before);
            string refusal = Storage.Refused(_path, exception).Message;
            throw new ResultsException($"{refusal} Rows written before are intact.", exception);
        }

        CheckPlace();
    }

    /// <summary>A file that was deleted takes rows as before, and nobody will ever read them.</summary>
    private void CheckPlace()
    {
        string what;
        try
        {
            using SafeFileHandle place = File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (RandomAccess.GetLength(place) == _file.Position) return;
            what = "replaced by another file";
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            what = "deleted";
        }

        throw new ResultsException(
            $"{_path} was {what} while it was being written: its rows are lost. Start again, in another folder with --out.");
    }

    /// <summary>
    /// Best effort: a disk that is full still lets a file shrink, a disk that is gone does not, and the reader copes with both.
    /// </summary>
    private void CutBack(long lengthBytes)
    {
        try
        {
            _file.SetLength(lengthBytes);
            _file.Position = lengthBytes;
        }
        catch (IOException)
        {
        }
    }
}
