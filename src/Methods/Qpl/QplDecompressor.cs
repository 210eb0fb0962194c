using System.Buffers.Binary;
using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Qpl;

/// <summary>
/// Restores the pages of <see cref="QplCompressor"/>'s payloads; every length is checked before it is used. All streams of a packet are decoded in
/// one batch, which is faster than one after the other.
/// </summary>
internal sealed unsafe class QplDecompressor(PacketStreams streams, CannedTable? table) : IPacketDecompressor
{
    private readonly PageInflater _inflater = new(PageInflater.IaaWindowBytes, table);
    private readonly InflateJob[] _jobs = new InflateJob[streams.Streams];
    private readonly int[] _streamOfJob = new int[streams.Streams];

    // Streams of several pages are restored here: the pages of a packet need not be neighbours.
    private readonly byte[] _restored = GC.AllocateUninitializedArray<byte>(
        streams.PagesPerStream == 1 ? 0 : PacketHeader.PagesPerPacket * Page.SizeBytes, pinned: true);

    public int MaxPayloadBytes => (sizeof(uint) * PacketHeader.PagesPerPacket) + (PacketHeader.PagesPerPacket * Page.SizeBytes);

    public void Decompress(IPayloadReader payload, PacketPages pages)
    {
        if (payload.LengthBytes > MaxPayloadBytes)
            throw new PayloadException($"payload is {payload.LengthBytes} bytes, at most {MaxPayloadBytes} are possible");
        ReadOnlySpan<byte> bytes = payload.ReadAll();
        fixed (byte* unmoved = bytes) // jobs hold addresses
        {
            int jobs = Prepare(bytes, pages);
            _inflater.DecompressAll(_jobs.AsSpan(0, jobs));
            for (int job = 0; job < jobs; job++) Check(_jobs[job], _streamOfJob[job]);
        }

        if (streams.PagesPerStream > 1) CopyRestored(pages);
    }

    public void Dispose()
    {
        // The codec has no native memory.
    }

    /// <summary>Checks all lengths, copies raw streams and makes jobs of the others; their number.</summary>
    private int Prepare(ReadOnlySpan<byte> bytes, PacketPages pages)
    {
        int count = streams.Count(pages.Count), jobs = 0;
        int position = sizeof(uint) * count;
        if (bytes.Length < position) throw new PayloadException($"payload of {bytes.Length} bytes has no room for the lengths of {count} streams");
        for (int i = 0; i < count; i++)
        {
            Span<byte> destination = DestinationOf(i, pages);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[(sizeof(uint) * i)..]);
            if (length == 0 || length > destination.Length || length > bytes.Length - position)
                throw new PayloadException($"stream {i} of {count} has length {length}: {destination.Length} is the most, and {bytes.Length - position} bytes are left");
            ReadOnlySpan<byte> stream = bytes.Slice(position, (int)length);
            position += (int)length;
            if (stream.Length == destination.Length)
            {
                stream.CopyTo(destination);
                continue;
            }

            fixed (byte* from = stream, to = destination) _jobs[jobs] = new InflateJob(from, stream.Length, to, destination.Length);
            _streamOfJob[jobs++] = i;
        }

        if (position != bytes.Length) throw new PayloadException($"payload has {bytes.Length} bytes, its streams {position}");
        return jobs;
    }

    /// <summary>Where a stream's bytes go: its page, or pinned memory of this object. Neither moves.</summary>
    private Span<byte> DestinationOf(int stream, PacketPages pages) => streams.PagesPerStream == 1
        ? pages[stream]
        : _restored.AsSpan(stream * streams.BytesPerStream, streams.PagesOf(stream, pages.Count) * Page.SizeBytes);

    private static void Check(in InflateJob job, int stream)
    {
        if (job.Status != InflateStatus.Done) throw new PayloadException($"stream {stream}: {job.Status.Describe()}");
        if (job.WrittenBytes != job.DestinationBytes || job.ConsumedBytes != job.SourceBytes)
            throw new PayloadException($"stream {stream}: {job.ConsumedBytes} of {job.SourceBytes} bytes became {job.WrittenBytes}, expected {job.DestinationBytes}");
    }

    private void CopyRestored(PacketPages pages)
    {
        for (int i = 0; i < pages.Count; i++) _restored.AsSpan(i * Page.SizeBytes, Page.SizeBytes).CopyTo(pages[i]);
    }
}
