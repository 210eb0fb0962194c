using System.Buffers.Binary;
using System.Text;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Multifd.Wire;

/// <summary>The bytes of a main stream in order: big-endian integers and names, and how far they have been read. Not thread-safe.</summary>
internal sealed class MainStreamInput(IConnection connection)
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private long _bufferStart;
    private int _position;
    private int _filled;

    /// <summary>Bytes read so far.</summary>
    public long Offset => _bufferStart + _position;

    public byte Get8()
    {
        if (_position == _filled && !Fill()) throw Ended();
        return _buffer[_position++];
    }

    public ushort Get16()
    {
        Span<byte> bytes = stackalloc byte[2];
        Get(bytes);
        return BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    public uint Get32()
    {
        Span<byte> bytes = stackalloc byte[4];
        Get(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    public ulong Get64()
    {
        Span<byte> bytes = stackalloc byte[8];
        Get(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    public void Get(Span<byte> bytes)
    {
        for (int done = 0; done < bytes.Length;)
        {
            if (_position == _filled && !Fill()) throw Ended();
            int count = Math.Min(bytes.Length - done, _filled - _position);
            _buffer.AsSpan(_position, count).CopyTo(bytes[done..]);
            _position += count;
            done += count;
        }
    }

    /// <summary>A name with its length in one byte.</summary>
    public string GetName() => GetText(Get8());

    /// <summary>Text of a length that the caller has bounded.</summary>
    public string GetText(int length)
    {
        Span<byte> text = stackalloc byte[length];
        Get(text);
        if (text.ContainsAnyExceptInRange((byte)0x20, (byte)0x7e))
            throw new WireException($"main stream: name '{RamBlockTable.Printable(text)}' is not printable ASCII");
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>The next byte, or −1 where the source has closed the stream.</summary>
    public int TryGet8() => _position == _filled && !Fill() ? -1 : _buffer[_position++];

    private static WireException Ended() => new("main stream: the source closed it before its end");

    private bool Fill()
    {
        _bufferStart += _filled;
        _position = 0;
        _filled = connection.ReceiveSome(_buffer);
        return _filled > 0;
    }
}
