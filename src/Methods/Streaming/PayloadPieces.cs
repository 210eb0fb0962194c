using System.Buffers.Binary;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Streaming;

/// <summary>A payload as a table of big-endian lengths and as many pieces; every length is checked before it is used.</summary>
internal ref struct PayloadPieces
{
    private readonly string _method;
    private readonly PacketPages _pages;
    private readonly PacketStreams _streams;
    private readonly ReadOnlySpan<byte> _table;
    private readonly int _count;
    private ReadOnlySpan<byte> _left;
    private int _index;

    /// <param name="method">The method's name, for messages.</param>
    /// <param name="payload">What has arrived.</param>
    /// <param name="pages">The packet's pages.</param>
    /// <param name="streams">How they are cut.</param>
    /// <param name="maxBytes">The most that a payload has.</param>
    /// <exception cref="PayloadException">It has more, or no room for the table.</exception>
    public PayloadPieces(string method, IPayloadReader payload, PacketPages pages, PacketStreams streams, int maxBytes)
    {
        if (payload.LengthBytes > maxBytes)
            throw new PayloadException($"{method}: expected at most {maxBytes} payload bytes, found {payload.LengthBytes}");
        _method = method;
        _pages = pages;
        _streams = streams;
        _count = streams.Count(pages.Count);
        ReadOnlySpan<byte> bytes = payload.ReadAll();
        int tableBytes = sizeof(uint) * _count;
        if (bytes.Length < tableBytes)
            throw Refusal(method, pages, $"a payload of {bytes.Length} bytes, with no room for the lengths of {_count} pieces");
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
        if (_index == _count) return _left.IsEmpty ? false : throw Refusal(_method, _pages, $"{_left.Length} bytes after the last piece");
        pages = _streams.PagesOf(_index, _pages);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(_table[(sizeof(uint) * _index)..]);
        int most = pages.LengthBytes + spareBytes;
        if (length == 0 || length > most || length > _left.Length)
            throw Refusal(_method, _pages, $"piece {_index} with length {length}: {most} is the most, and {_left.Length} bytes are left");
        piece = _left[..(int)length];
        _left = _left[(int)length..];
        _index++;
        return true;
    }

    /// <summary>What is wrong with the piece that <see cref="Next"/> gave.</summary>
    /// <param name="problem">As a clause after "found".</param>
    public readonly PayloadException Refusal(string problem) => Refusal(_method, _pages, $"in piece {_index - 1} {problem}");

    private static PayloadException Refusal(string method, PacketPages pages, string problem) =>
        new($"{method}: expected {pages.LengthBytes} bytes for {pages.Count} page(s), found {problem}");
}
