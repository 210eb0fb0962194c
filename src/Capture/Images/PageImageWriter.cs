using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace MultifdBench.Capture.Images;

/// <summary>Writes a page image front to back: header, pages, trace, checksum. Or, raw, the pages alone. Not thread-safe.</summary>
public sealed class PageImageWriter
{
    /// <summary>Begins a record of one trace interval: "TRCE".</summary>
    internal const uint TraceMark = 0x45435254;

    /// <summary>Begins the last record: "ENDS".</summary>
    internal const uint EndMark = 0x53444E45;

    /// <summary>Bytes of a trace record in front of its runs: mark, microseconds, number of runs.</summary>
    internal const int TracePrefixBytes = 12;

    /// <summary>Bytes of the last record: mark, checksum.</summary>
    internal const int EndBytes = 12;

    private readonly Stream _to;
    private readonly XxHash3? _hash;

    /// <summary>Begins an image.</summary>
    /// <param name="to">Receives the bytes; not closed here.</param>
    /// <param name="header">What the image says about itself; null for a raw image.</param>
    public PageImageWriter(Stream to, PageImageHeader? header)
    {
        _to = to;
        if (header is null) return;
        _hash = new XxHash3();
        Write(header.ToBytes());
    }

    /// <summary>Writes the next pages.</summary>
    public void WritePages(ReadOnlySpan<byte> pages) => Write(pages);

    /// <summary>Writes an interval of the trace, after all pages.</summary>
    public void WriteInterval(TraceInterval interval)
    {
        byte[] record = new byte[TracePrefixBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(record, TraceMark);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), interval.DurationUs);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(8), interval.Runs.Count);
        Write(record);
        PageRun[] runs = [.. interval.Runs];
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Traces are written on little-endian machines only.");
        Write(MemoryMarshal.AsBytes<PageRun>(runs));
    }

    /// <summary>Writes the checksum, which ends the image.</summary>
    public void Complete()
    {
        if (_hash is not null)
        {
            Span<byte> record = stackalloc byte[EndBytes];
            BinaryPrimitives.WriteUInt32LittleEndian(record, EndMark);
            BinaryPrimitives.WriteUInt64LittleEndian(record[4..], _hash.GetCurrentHashAsUInt64());
            _to.Write(record);
        }

        _to.Flush();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _hash?.Append(bytes);
        _to.Write(bytes);
    }
}
