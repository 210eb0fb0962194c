namespace MultifdBench.Multifd.Methods;

/// <summary>
/// The payload of the packet that a channel is about to send: either bytes in the channel's own buffer, or the packet's pages as
/// they lie in guest memory (method <c>none</c>, no copy). One per channel, reused for every packet.
/// </summary>
public sealed class PacketPayload
{
    private readonly byte[] _buffer;
    private readonly int[] _pageBytes = new int[Wire.PacketHeader.PagesPerPacket];
    private int _pagesNoted;

    /// <summary>Creates an empty payload with a buffer of <paramref name="capacityBytes"/>.</summary>
    public PacketPayload(int capacityBytes) => _buffer = GC.AllocateUninitializedArray<byte>(capacityBytes, pinned: true);

    /// <summary>Where a compressor writes; at least <see cref="IPacketCompressor.MaxPayloadBytes"/> long.</summary>
    public Span<byte> Buffer => _buffer;

    /// <summary>Payload length in bytes.</summary>
    public int LengthBytes { get; private set; }

    /// <summary>True when the payload is the pages themselves.</summary>
    public bool IsPages { get; private set; }

    /// <summary>The compressed bytes; empty when <see cref="IsPages"/>.</summary>
    public ReadOnlySpan<byte> Bytes => IsPages ? default : _buffer.AsSpan(0, LengthBytes);

    /// <summary>
    /// The compressed size of each page, for a method that knows it: one that compresses every page alone. Empty for the others.
    /// </summary>
    public ReadOnlySpan<int> PageBytes => _pageBytes.AsSpan(0, _pagesNoted);

    /// <summary>Notes the compressed size of the packet's next page; called before <see cref="UseBuffer"/>.</summary>
    public void NotePage(int compressedBytes) => _pageBytes[_pagesNoted++] = compressedBytes;

    /// <summary>Makes the payload empty for the next packet.</summary>
    public void Clear()
    {
        LengthBytes = 0;
        IsPages = false;
        _pagesNoted = 0;
    }

    /// <summary>The payload is the first <paramref name="lengthBytes"/> bytes of <see cref="Buffer"/>.</summary>
    public void UseBuffer(int lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)lengthBytes, (uint)_buffer.Length);
        LengthBytes = lengthBytes;
        IsPages = false;
    }

    /// <summary>The payload is <paramref name="pages"/> as they are when the transport reads them.</summary>
    public void UsePages(PacketPages pages)
    {
        LengthBytes = pages.LengthBytes;
        IsPages = true;
    }
}
