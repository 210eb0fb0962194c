using MultifdBench.Accelerators.Qpl;
using MultifdBench.Deflate;

namespace MultifdBench.Tests.Accelerators.Vendor;

/// <summary>libqpl in software, one stream at a time.</summary>
internal sealed class QplCodec(DeflateMode mode, CannedTable? table = null) : IDisposable
{
    private const int RoomBytes = 1024 * 1024;

    private readonly QplDeflateJobs _deflate = new(QplJobPath.Software, mode, table, 1, new QplFallbacks());
    private readonly QplInflateJobs _inflate = new(QplJobPath.Software, table, 1, new QplFallbacks());
    private readonly byte[] _source = Vendors.Pinned(RoomBytes);
    private readonly byte[] _destination = Vendors.Pinned(RoomBytes);

    /// <summary>The stream, or null when it is longer than <paramref name="room"/>.</summary>
    public byte[]? Compress(ReadOnlySpan<byte> source, int room = RoomBytes)
    {
        source.CopyTo(_source);
        _deflate.Submit(0, _source.AsSpan(0, source.Length), _destination.AsSpan(0, room), _destination);
        int length = _deflate.Wait(0);
        return length < 0 ? null : _destination[..length];
    }

    /// <summary>What was restored, and what libqpl objects to; fails when a byte beside the destination changes.</summary>
    public (byte[] Restored, string? Problem) Decompress(ReadOnlySpan<byte> stream, int room)
    {
        const byte Untouched = 0xC3;
        const int Beside = 64;
        stream.CopyTo(_source);
        _destination.AsSpan(0, room + (2 * Beside)).Fill(Untouched);
        _inflate.Submit(0, _source.AsSpan(0, stream.Length), _destination.AsSpan(Beside, room), _destination);
        string? problem = _inflate.Wait(0, out int written);
        Assert.Equal(-1, _destination.AsSpan(0, Beside).IndexOfAnyExcept(Untouched));
        Assert.Equal(-1, _destination.AsSpan(Beside + room, Beside).IndexOfAnyExcept(Untouched));
        Assert.InRange(written, 0, room);
        return (_destination.AsSpan(Beside, written).ToArray(), problem);
    }

    public void Dispose()
    {
        _deflate.Dispose();
        _inflate.Dispose();
    }
}
