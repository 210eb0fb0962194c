using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using MultifdBench.Codecs.Zstd;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Images;

/// <summary>
/// Reads a memory image front to back: a page image with header, or a raw one; plain or zstd-compressed. Both are told by their magic
/// numbers, whatever the file's name. Not thread-safe.
/// </summary>
/// <remarks>
/// Messages of <see cref="CaptureException"/> go on from "the image": the caller says which. Memory use is bounded by the header's limit
/// and the runs of one trace, whatever a file claims.
/// </remarks>
public sealed class PageImageReader : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly Stream _stream;
    private readonly XxHash3 _hash = new();
    private readonly byte[] _prefix = new byte[PageImageHeader.PrefixBytes];
    private readonly long _prefixBytes;
    private long _prefixTaken;
    private long _pageBytesLeft = long.MaxValue;

    private PageImageReader(Stream stream, long? fileBytes)
    {
        _stream = stream;
        PageBytes = fileBytes;
        _prefixBytes = stream.ReadAtLeast(_prefix, _prefix.Length, throwOnEndOfStream: false);
        if (_prefixBytes == _prefix.Length && _prefix.AsSpan().StartsWith(PageImageHeader.Magic)) Header = ReadHeader();
        if (Header is not null) PageBytes = Header.PageCount << Page.Shift;
    }

    /// <summary>What the image says about itself; null for a raw image, which is pages and nothing else.</summary>
    public PageImageHeader? Header { get; }

    /// <summary>Bytes of pages; null for a compressed raw image, whose size shows at its end.</summary>
    public long? PageBytes { get; }

    /// <summary>Opens an image.</summary>
    /// <exception cref="CaptureException">It does not exist, cannot be read or has a damaged header.</exception>
    public static PageImageReader Open(string path) => Guard(() =>
    {
        Stream file = ZstdFile.OpenRead(path);
        try
        {
            return new PageImageReader(file, file.CanSeek ? file.Length : null);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    });

    /// <summary>Reads page bytes.</summary>
    /// <returns>Bytes read, as many as asked for except at the end of the pages; there 0.</returns>
    /// <exception cref="CaptureException">The file is damaged, cut or can no longer be read.</exception>
    public int Read(Span<byte> pages)
    {
        int wanted = (int)Math.Min(pages.Length, _pageBytesLeft);
        Span<byte> to = pages[..wanted];
        int done = TakePrefix(to);
        try
        {
            done += _stream.ReadAtLeast(to[done..], to.Length - done, throwOnEndOfStream: false);
        }
        catch (Exception e) when (Translate(e) is { } problem)
        {
            throw problem;
        }

        if (Header is null) return done;
        if (done < wanted) throw Cut();
        _hash.Append(to);
        _pageBytesLeft -= done;
        return done;
    }

    /// <summary>After the last page: reads the trace and compares the checksum.</summary>
    /// <returns>The trace, or null when the image has none or is raw.</returns>
    /// <exception cref="CaptureException">The file is damaged or cut.</exception>
    public DirtyTrace? ReadTrace() => Guard(() =>
    {
        if (Header is null) return null;
        if (_pageBytesLeft > 0) throw new InvalidOperationException("The trace is behind the pages, which have not been read.");
        List<TraceInterval> intervals = [];
        Span<byte> record = stackalloc byte[PageImageWriter.TracePrefixBytes];
        while (true)
        {
            ReadExactly(record);
            uint mark = BinaryPrimitives.ReadUInt32LittleEndian(record);
            if (mark == PageImageWriter.EndMark) break;
            if (mark != PageImageWriter.TraceMark) throw Damaged();
            _hash.Append(record);
            intervals.Add(ReadInterval(BinaryPrimitives.ReadUInt32LittleEndian(record[4..]),
                BinaryPrimitives.ReadInt32LittleEndian(record[8..])));
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(record[4..]) != _hash.GetCurrentHashAsUInt64()) throw Damaged();
        if (_stream.ReadByte() >= 0) throw new CaptureException("goes on behind its end; copy it again");
        return intervals.Count == 0 ? null : new DirtyTrace(Header.DirtyMethod ?? "", intervals);
    });

    /// <summary>Reads all pages, keeping none, and then the trace.</summary>
    /// <returns>Bytes of pages, and the trace.</returns>
    /// <exception cref="CaptureException">The file is damaged, cut or can no longer be read.</exception>
    public (long Bytes, DirtyTrace? Trace) ReadToEnd()
    {
        byte[] buffer = new byte[BufferBytes];
        long bytes = 0;
        for (int read; (read = Read(buffer)) > 0;) bytes += read;
        return (bytes, ReadTrace());
    }

    /// <summary>Checks that there is memory in an image, in whole pages.</summary>
    /// <param name="bytes">Bytes of pages in it.</param>
    /// <exception cref="CaptureException">There is none, or a part of a page.</exception>
    public static void DemandWholePages(long bytes)
    {
        if (bytes == 0) throw new CaptureException("is empty; a memory image of whole 4 KiB pages is needed");
        if (bytes % Page.SizeBytes != 0)
            throw new CaptureException(
                $"has {bytes} bytes, which is not a multiple of {Page.SizeBytes}; cut or pad it (truncate -s %{Page.SizeBytes} FILE)");
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private PageImageHeader ReadHeader()
    {
        int length = PageImageHeader.Length(_prefix);
        // The array grows with what the file holds: a few damaged bytes may claim the longest header there is.
        byte[] bytes = new byte[Math.Min(length, BufferBytes)];
        _prefix.CopyTo(bytes, 0);
        _prefixTaken = _prefix.Length;
        for (int filled = _prefix.Length; ; Array.Resize(ref bytes, Math.Min(length, 2 * bytes.Length)))
        {
            filled += _stream.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
            if (filled < bytes.Length) throw Cut();
            if (filled == length) break;
        }

        _hash.Append(bytes);
        PageImageHeader header = PageImageHeader.Parse(bytes);
        _pageBytesLeft = header.PageCount << Page.Shift;
        return header;
    }

    /// <summary>A raw image's first bytes were read to look for a header: they are its first page.</summary>
    private int TakePrefix(Span<byte> to)
    {
        int taken = (int)Math.Min(to.Length, _prefixBytes - _prefixTaken);
        _prefix.AsSpan((int)_prefixTaken, taken).CopyTo(to);
        _prefixTaken += taken;
        return taken;
    }

    private TraceInterval ReadInterval(uint durationUs, int count)
    {
        if (count < 0 || count > Header!.PageCount) throw Damaged();
        List<PageRun> runs = [];
        PageRun[] piece = new PageRun[4096];
        ulong next = 0;
        for (int left = count; left > 0; left -= piece.Length)
        {
            // In pieces: memory grows with what is there, not with what the count claims.
            Span<PageRun> part = piece.AsSpan(0, Math.Min(left, piece.Length));
            Span<byte> bytes = MemoryMarshal.AsBytes(part);
            ReadExactly(bytes);
            _hash.Append(bytes);
            foreach (PageRun run in part)
            {
                if (run.Count == 0 || run.First < next || (next = (ulong)run.First + run.Count) > (ulong)Header.PageCount) throw Damaged();
                runs.Add(run);
            }
        }

        return new TraceInterval(durationUs, runs);
    }

    private void ReadExactly(Span<byte> bytes)
    {
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw Cut();
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (Translate(e) is { } problem)
        {
            throw problem;
        }
    }

    private static CaptureException? Translate(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException =>
            new CaptureException("does not exist; give the path of a raw memory image or a captured one, plain or zstd-compressed"),
        IOException or UnauthorizedAccessException => new CaptureException($"cannot be read: {e.Message.ReplaceLineEndings(" ")}"),
        _ => null,
    };

    private static CaptureException Cut() => new("is cut off before its end; copy or capture it again");

    private static CaptureException Damaged() => new("is damaged: checksum or trace do not fit; copy or capture it again");
}
