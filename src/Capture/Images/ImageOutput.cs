using ZstdSharp;

namespace MultifdBench.Capture.Images;

/// <summary>
/// A file that appears under its name only when it is whole: it is written beside it as <c>NAME.partial</c>, which is removed unless
/// <see cref="Commit"/> is reached. A name that ends in <c>.zst</c> is zstd-compressed. Not thread-safe.
/// </summary>
public sealed class ImageOutput : IDisposable
{
    private const int ZstdBufferBytes = 1 << 20;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly CompressionStream? _zstd;
    private bool _isClosed;

    /// <summary>Creates the partial file.</summary>
    /// <param name="path">Where the image will be; an older file of that name stays until then.</param>
    /// <param name="zstdLevel">Level for a name that ends in <c>.zst</c>.</param>
    /// <exception cref="CaptureException">The file cannot be created.</exception>
    public ImageOutput(string path, int zstdLevel)
    {
        _path = path;
        try
        {
            // Pages come in large pieces: a buffer would be one copy more.
            _file = new FileStream(PartialPath, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException($"--out {path} cannot be written: {e.Message.ReplaceLineEndings(" ")}");
        }

        if (path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase)) _zstd = new CompressionStream(_file, zstdLevel, ZstdBufferBytes, leaveOpen: true);
    }

    /// <summary>Takes the image's bytes.</summary>
    public Stream Stream => (Stream?)_zstd ?? _file;

    private string PartialPath => _path + ".partial";

    /// <summary>Bytes in the finished file.</summary>
    public long FileBytes { get; private set; }

    /// <summary>Finishes the file and gives it its name.</summary>
    public void Commit()
    {
        _zstd?.Dispose();
        FileBytes = _file.Length;
        _file.Dispose();
        File.Move(PartialPath, _path, overwrite: true);
        _isClosed = true;
    }

    /// <summary>Removes the partial file unless it has been committed.</summary>
    public void Dispose()
    {
        if (_isClosed) return;
        _isClosed = true;
        try
        {
            _zstd?.Dispose();
            _file.Dispose();
        }
        catch (IOException)
        {
            // The disk that refused the pages refuses the rest too; the file goes either way.
        }

        File.Delete(PartialPath);
    }
}
