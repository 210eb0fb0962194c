using MultifdBench.Capture.Images;
using MultifdBench.Core.Files;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Sources;

/// <summary>A raw memory image or a page image, plain or zstd-compressed: to add a header, take it away, or compress.</summary>
public sealed class RawSource : IPageSource
{
    private readonly string _path;
    private readonly string _option;
    private readonly PageImageReader _reader;

    /// <summary>Opens the image. A compressed raw one is read once to learn its size.</summary>
    /// <exception cref="CaptureException">It cannot be read or is not whole pages.</exception>
    /// <param name="path">The file.</param>
    /// <param name="option">What named it, for messages.</param>
    public RawSource(string path, string option = "--raw")
    {
        _path = path;
        _option = option;
        try
        {
            if (InputFile.WhyNotTwice(path) is { } problem) throw new CaptureException(problem);
            long bytes = Length(path);
            _reader = PageImageReader.Open(path);
            Regions = _reader.Header?.Regions ?? [new PageRegion(0, bytes >> Page.Shift, Path.GetFileName(path))];
            Description = _reader.Header?.Source ?? $"raw image {Path.GetFileName(path)}";
        }
        catch (CaptureException e)
        {
            throw About(e);
        }
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<PageRegion> Regions { get; }

    /// <inheritdoc/>
    public void ReadNext(Span<byte> pages)
    {
        try
        {
            if (_reader.Read(pages) < pages.Length)
                throw new CaptureException("has shrunk since it was opened; leave it alone while it is used");
        }
        catch (CaptureException e)
        {
            throw About(e);
        }
    }

    /// <summary>After the last page: which pages were written afterwards, where the image says so.</summary>
    /// <exception cref="CaptureException">The file is damaged or cut.</exception>
    public DirtyTrace? ReadTrace()
    {
        try
        {
            return _reader.ReadTrace();
        }
        catch (CaptureException e)
        {
            throw About(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static long Length(string path)
    {
        using PageImageReader reader = PageImageReader.Open(path);
        long bytes = reader.PageBytes ?? reader.ReadToEnd().Bytes;
        PageImageReader.DemandWholePages(bytes);
        return bytes;
    }

    private CaptureException About(CaptureException e) => new($"{_option} {_path}: the image {e.Message}.");
}
