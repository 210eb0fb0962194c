using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Multifd.Source;

/// <summary>What one source channel has sent. Written by its thread, read by the migration thread while it runs.</summary>
internal sealed class SourceCounters
{
    private long _normalPages;
    private long _zeroPages;
    private long _payloadBytes;

    public long NormalPages => Volatile.Read(ref _normalPages);

    public long ZeroPages => Volatile.Read(ref _zeroPages);

    /// <summary>Bytes that the method put on the wire.</summary>
    public long PayloadBytes => Volatile.Read(ref _payloadBytes);

    /// <summary>CPU time inside the method, nanoseconds.</summary>
    public long CompressNs { get; private set; }

    public long Packets { get; private set; }

    public PageSizeHistogram PageSizes { get; } = new();

    /// <summary>Syncs at which it was waited for sends without a copy.</summary>
    public long ZeroCopyFlushes { get; private set; }

    /// <summary>Those of them at which the kernel had copied everything.</summary>
    public long MissedZeroCopyFlushes { get; private set; }

    /// <summary>Counts a sync, by what <see cref="Transport.IConnection.FlushZeroCopy"/> said.</summary>
    public void CountZeroCopyFlush(bool? isMissed)
    {
        if (isMissed is null) return;
        ZeroCopyFlushes++;
        if (isMissed.Value) MissedZeroCopyFlushes++;
    }

    /// <summary>Counts a page that was sent as it is, outside packets.</summary>
    public void CountRawPage()
    {
        Volatile.Write(ref _normalPages, _normalPages + 1);
        Volatile.Write(ref _payloadBytes, _payloadBytes + Guest.Page.SizeBytes);
        PageSizes.Add(Guest.Page.SizeBytes, 1);
    }

    /// <summary>Counts a page of zeros that was sent outside packets.</summary>
    public void CountZeroPage() => Volatile.Write(ref _zeroPages, _zeroPages + 1);

    public void CountPacket(int normalPages, int zeroPages, PacketPayload payload, long compressNs)
    {
        Packets++;
        Volatile.Write(ref _normalPages, _normalPages + normalPages);
        Volatile.Write(ref _zeroPages, _zeroPages + zeroPages);
        if (normalPages == 0) return;
        Volatile.Write(ref _payloadBytes, _payloadBytes + payload.LengthBytes);
        CompressNs += compressNs;
        if (payload.PageBytes.IsEmpty) PageSizes.Add(payload.LengthBytes / normalPages, normalPages);
        foreach (int bytes in payload.PageBytes) PageSizes.Add(bytes, 1);
    }
}
