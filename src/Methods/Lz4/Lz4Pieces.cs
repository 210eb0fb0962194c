using System.Buffers.Binary;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Lz4;

/// <summary>A payload as a table of big-endian lengths and as many pieces; every length is checked before it is used.</summary>
internal ref struct Lz4Pieces
{
    private readonly PacketPages _pages;
    private readonly PacketStreams _streams;
    private readonly ReadOnlySpan<byte> _table;
    private readonly int _count;
    private ReadOnlySpan<byte> _left;
    private int _index;

    /// <param name="payload">What has arrived.</param>
    /// <param name="pages">The packet's pages.</param>
    /// <param name="streams">How they are cut.</param>
    /// <param name="maxBytes">The most that a payload has.</param>
    /// <exception cref="PayloadException">It has more, or no room for the table.</exception>
    public Lz4Pieces(IPayloadReader payload, PacketPages pages, PacketStreams streams, int maxBytes)
    {
        if (payload.LengthBytes > maxBytes)
            throw new PayloadException($"lz4: expected at most {maxBytes} payload bytes, found {payload.LengthBytes}");
        _pages = pages;
        _streams = streams;
        _count = streams.Count(pages.Count);
        ReadOnlySpan<byte> bytes = payload.ReadAll();
        int tableBytes = sizeof(uint) * _count;
        if (bytes.Length < tableBytes)
            throw Refusal(pages, $"a payload of {bytes.Length} bytes, with no room for the lengths of {_count} pieces");
        _table = bytes[..tableBytes];
        _left = bytes[tableBytes..];
    }

    /// <summary>Goes to the next piece; after the last one nothing may be left.</summary>
    /// <param name="spareBytes">How much longer than its pages a piece may be.</param>
    /// <param name="piece">Its bytes.</param>
    /// <param name="pages">Its pages.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="PayloadException">Its length cannot be, or bytes follow the last piece.</exception>
    public bool Next(int spareBytes, out ReadOnlySpan<byte> piece, out PacketPages pages)
    {
        piece = default;
        pages = default;
        if (_index == _count) return _left.IsEmpty ? false : throw Refusal(_pages, $"{_left.Length} bytes after the last piece");
        pages = _streams.PagesOf(_index, _pages);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(_table[(sizeof(uint) * _index)..]);
        int most = pages.LengthBytes + spareBytes;
        if (length == 0 || length > most || length > _left.Length)
            throw Refusal(_pages, $"piece {_index} with length {length}: {most} is the most, and {_left.Length} bytes are left");
        piece = _left[..(int)length];
        _left = _left[(int)length..];
        _index++;
        return true;
    }

    /// <summary>What is wrong with the piece that <see cref="Next"/> gave.</summary>
    /// <param name="problem">As a clause after "found".</param>
    public readonly PayloadException Refusal(string problem) => Refusal(_pages, $"in piece {_index - 1} {problem}");

    private static PayloadException Refusal(PacketPages pages, string problem) =>
        new($"lz4: expected {pages.LengthBytes} bytes for {pages.Count} page(s), found {problem}");
}
