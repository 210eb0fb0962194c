using MultifdBench.Capture.Images;
using MultifdBench.Core.Files;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Sources;

/// <summary>
/// The memory in an ELF core file: <c>virsh dump --memory-only</c>, QEMU's <c>dump-guest-memory</c>, <c>gcore</c>, the kernel's own. Each
/// PT_LOAD segment with bytes in the file is a region; a last partial page is filled up with zeros.
/// </summary>
public sealed class ElfCoreSource : IPageSource
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly ElfSegment[] _segments;
    private int _segment;
    private long _offset;

    /// <summary>Opens a core and checks all of its headers.</summary>
    /// <exception cref="CaptureException">It is no 64-bit little-endian ELF core, is cut, or its headers contradict each other.</exception>
    public ElfCoreSource(string path)
    {
        _path = path;
        try
        {
            _file = InputFile.OpenSeekable(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error($"cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }

        try
        {
            _segments = ElfHeaders.ReadLoadSegments(_file);
        }
        catch (Exception e) when (e is CaptureException or IOException)
        {
            _file.Dispose();
            throw Error(e.Message);
        }

        Regions = [.. _segments.Select(
            (segment, index) => new PageRegion(segment.Address, Page.Count(segment.FileBytes), $"segment {index}"))];
    }

    /// <inheritdoc/>
    public string Description => $"ELF core {Path.GetFileName(_path)}";

    /// <inheritdoc/>
    public IReadOnlyList<PageRegion> Regions { get; }

    /// <inheritdoc/>
    public void ReadNext(Span<byte> pages)
    {
        while (!pages.IsEmpty)
        {
            ElfSegment segment = _segments[_segment];
            int length = (int)Math.Min(pages.Length, (Page.Count(segment.FileBytes) << Page.Shift) - _offset);
            ReadPart(segment, pages[..length]);
            pages = pages[length..];
            _offset += length;
            if (_offset < segment.FileBytes) continue;
            _segment++;
            _offset = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void ReadPart(ElfSegment segment, Span<byte> pages)
    {
        Span<byte> stored = pages[..(int)Math.Min(pages.Length, segment.FileBytes - _offset)];
        pages[stored.Length..].Clear();
        try
        {
            _file.Position = segment.FileOffset + _offset;
            if (_file.ReadAtLeast(stored, stored.Length, throwOnEndOfStream: false) < stored.Length)
                throw Error($"has shrunk while it was read; leave it alone until the capture is done");
        }
        catch (IOException e)
        {
            throw Error($"cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private CaptureException Error(string problem) => new($"--core {_path}: the file {problem}.");
}
