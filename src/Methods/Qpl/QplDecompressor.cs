using System.Buffers.Binary;
using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Qpl;

/// <summary>
/// Restores the pages of <see cref="QplCompressor"/>'s payloads; every length is checked before any is used. All streams are submitted
/// before the first is waited for.
/// </summary>
internal sealed unsafe class QplDecompressor(IInflateJobs jobs, PacketStreams streams) : IPacketDecompressor
{
    // Streams of several pages are restored here, since a packet's pages lie apart; a stream of one page goes straight into the guest.
    private readonly byte[] _pages =
        streams.PagesPerStream == 1 ? [] : GC.AllocateUninitializedArray<byte>(PacketHeader.PagesPerPacket * Page.SizeBytes, pinned: true);

    private readonly int[] _lengths = new int[PacketStreams.PerPage];

    public int MaxPayloadBytes => (sizeof(uint) * PacketHeader.PagesPerPacket) + (PacketHeader.PagesPerPacket * Page.SizeBytes);

    public long? NativeBytes => jobs.NativeBytes;

    public void Decompress(IPayloadReader payload, PacketPages pages)
    {
        if (payload.LengthBytes > MaxPayloadBytes)
            throw new PayloadException($"payload is {payload.LengthBytes} bytes, at most {MaxPayloadBytes} are possible");
        ReadOnlySpan<byte> bytes = payload.ReadAll();
        // Jobs know an address. From here to the last wait nobody may need the payload any more, and the collector would take it.
        fixed (byte* held = bytes) Restore(bytes, pages);
    }

    public void Dispose() => jobs.Dispose();

    private void Restore(ReadOnlySpan<byte> bytes, PacketPages pages)
    {
        int count = streams.Count(pages.Count);
        int position = ReadLengths(bytes, pages.Count);
        for (int i = 0; i < count; i++)
        {
            Submit(i, bytes.Slice(position, _lengths[i]), streams.PagesOf(i, pages));
            position += _lengths[i];
        }

        // Every stream is waited for, whatever is wrong with one: until then a device writes to the guest.
        string? problem = null;
        for (int i = 0; i < count; i++)
        {
            string? found = Finish(i, streams.PagesOf(i, pages));
            problem ??= found;
        }

        GC.KeepAlive(pages.Block);
        if (problem is not null) throw new PayloadException(problem);
    }

    /// <summary>Reads the table of lengths, which together with it must be the whole payload.</summary>
    /// <returns>Where the streams begin.</returns>
    private int ReadLengths(ReadOnlySpan<byte> bytes, int pageCount)
    {
        int count = streams.Count(pageCount);
        int start = sizeof(uint) * count;
        if (bytes.Length < start)
            throw new PayloadException($"payload of {bytes.Length} bytes has no room for the lengths of {count} streams");
        int left = bytes.Length - start;
        for (int i = 0; i < count; i++)
        {
            int most = streams.PagesOf(i, pageCount) * Page.SizeBytes;
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[(sizeof(uint) * i)..]);
            if (length == 0 || length > most || length > left)
                throw new PayloadException($"stream {i} of {count} has length {length}: {most} is the most, and {left} bytes are left");
            _lengths[i] = (int)length;
            left -= (int)length;
        }

        return left == 0 ? start : throw new PayloadException($"payload has {bytes.Length} bytes, its streams {bytes.Length - left}");
    }

    private Span<byte> Destination(int stream, PacketPages pages) =>
        streams.PagesPerStream == 1 ? pages[0] : _pages.AsSpan(stream * streams.BytesPerStream, pages.LengthBytes);

    private void Submit(int stream, ReadOnlySpan<byte> bytes, PacketPages pages)
    {
        // As long as its pages: it is the pages.
        if (bytes.Length == pages.LengthBytes) bytes.CopyTo(Destination(stream, pages));
        else jobs.Submit(stream, bytes, Destination(stream, pages), streams.PagesPerStream == 1 ? pages.Block : _pages);
    }

    /// <summary>Waits for a stream and brings its pages to the guest; what is wrong with it, or null.</summary>
    private string? Finish(int stream, PacketPages pages)
    {
        if (_lengths[stream] != pages.LengthBytes && jobs.Wait(stream) is { } problem) return $"stream {stream}: {problem}";
        if (streams.PagesPerStream == 1) return null;
        Span<byte> restored = Destination(stream, pages);
        pages.CopyFrom(restored);
        return null;
    }
}
