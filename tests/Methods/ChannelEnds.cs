using MultifdBench.Multifd.Methods;

namespace MultifdBench.Tests.Methods;

/// <summary>The source end of a channel without a wire: packets in, payloads out.</summary>
internal sealed class SourceEnd : IDisposable
{
    private readonly IPacketCompressor _compressor;
    private readonly PacketPayload _payload;
    private readonly TestPages _pages = new(128);

    public SourceEnd(IMultifdMethod method)
    {
        _compressor = method.CreateCompressor();
        _payload = new PacketPayload(_compressor.MaxPayloadBytes);
    }

    public int MaxPayloadBytes => _compressor.MaxPayloadBytes;

    public byte[] Send(ReadOnlySpan<byte> pages)
    {
        PacketPages packet = _pages.Set(pages);
        _payload.Clear();
        _compressor.Compress(packet, _payload);
        return _payload.IsPages ? _pages.Get(packet.Count) : _payload.Bytes.ToArray();
    }

    public void Dispose()
    {
        _compressor.Dispose();
        _pages.Dispose();
    }
}

/// <summary>The destination end: payloads in, pages out.</summary>
/// <param name="method">The channel's method.</param>
/// <param name="agreement">What the source's method announced.</param>
/// <param name="capacityPages">The most pages of a packet; few make an end that is cheap to set up.</param>
internal sealed class DestinationEnd(IMultifdMethod method, ReadOnlyMemory<byte> agreement, int capacityPages = 128) : IDisposable
{
    private readonly IPacketDecompressor _decompressor = method.CreateDecompressor(agreement);
    private readonly TestPages _pages = new(capacityPages);

    /// <summary>An end whose source has the same method.</summary>
    public DestinationEnd(IMultifdMethod method, int capacityPages = 128)
        : this(method, method.CreateAgreement(), capacityPages)
    {
    }

    public int MaxPayloadBytes => _decompressor.MaxPayloadBytes;

    public byte[] Receive(byte[] payload, int pages) => Receive(new ArrayPayload(payload), pages);

    public byte[] Receive(ArrayPayload payload, int pages)
    {
        try
        {
            _decompressor.Decompress(payload, _pages.First(pages));
            return _pages.Get(pages);
        }
        finally
        {
            _pages.AssertNothingBesideWasWritten();
        }
    }

    public void Dispose()
    {
        _decompressor.Dispose();
        _pages.Dispose();
    }
}
