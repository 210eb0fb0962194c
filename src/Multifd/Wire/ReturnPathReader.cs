using System.Buffers.Binary;
using MultifdBench.Guest;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Multifd.Wire;

/// <summary>What a destination says before its last word. Called on the thread that reads it.</summary>
internal interface IReturnPathHandler
{
    /// <summary>Everything up to a ping has been done.</summary>
    void OnPong(uint value);

    /// <summary>Pages are waited for.</summary>
    void OnRequest(PageRange pages);
}

/// <summary>Reads the return path at the source and checks every field. Not thread-safe.</summary>
/// <param name="main">The main connection.</param>
/// <param name="blocks">The blocks that may be named.</param>
/// <param name="handler">Told what comes; null where only the acknowledgement may.</param>
internal sealed class ReturnPathReader(IConnection main, RamBlockTable blocks, IReturnPathHandler? handler)
{
    private const int RangeBytes = sizeof(ulong) + sizeof(uint);

    private readonly byte[] _data = new byte[RangeBytes + 1 + byte.MaxValue];
    private RamBlock? _lastBlock;

    /// <summary>Reads up to the acknowledgement.</summary>
    /// <exception cref="WireException">A message is not what it should be.</exception>
    /// <exception cref="ConnectionException">The destination has closed the connection before.</exception>
    public void Run()
    {
        while (true)
        {
            Span<byte> header = _data.AsSpan(0, 2 * sizeof(ushort));
            Receive(header);
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(header);
            ushort length = BinaryPrimitives.ReadUInt16BigEndian(header[sizeof(ushort)..]);
            if (length > _data.Length)
            {
                throw new WireException(
                    $"the destination answered with message {type} of {length} bytes, at most {_data.Length} are possible");
            }

            Span<byte> data = _data.AsSpan(0, length);
            Receive(data);
            switch (type)
            {
                case MainStream.ReturnPathShut when length == sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(data) == 0:
                    return;
                case MainStream.ReturnPathPong when handler is not null && length == sizeof(uint):
                    handler.OnPong(BinaryPrimitives.ReadUInt32BigEndian(data));
                    break;
                case MainStream.ReturnPathRequestNamed
                    when handler is not null && length > RangeBytes && length == RangeBytes + 1 + data[RangeBytes]:
                    ReadOnlySpan<byte> name = data[(RangeBytes + 1)..];
                    _lastBlock = blocks.Find(name)
                        ?? throw new WireException($"the destination asked for pages of RAM block '{RamBlockTable.Printable(name)}'");
                    handler.OnRequest(ReadRange(data));
                    break;
                case MainStream.ReturnPathRequest when handler is not null && length == RangeBytes:
                    handler.OnRequest(ReadRange(data));
                    break;
                default:
                    string value = length == sizeof(uint) ? $", value {BinaryPrimitives.ReadUInt32BigEndian(data)}" : $" of {length} bytes";
                    throw new WireException($"the destination answered with message {type}{value}, in place of an acknowledgement");
            }
        }
    }

    private PageRange ReadRange(ReadOnlySpan<byte> data)
    {
        RamBlock block = _lastBlock ?? throw new WireException("the destination asked for pages of a block that it never named");
        ulong start = BinaryPrimitives.ReadUInt64BigEndian(data);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(data[sizeof(ulong)..]);
        return PageRange.Of(block, start, length)
            ?? throw new WireException($"the destination asked for 0x{length:x} bytes at 0x{start:x} of RAM block '{block.Name}' "
                + $"of 0x{block.LengthBytes:x} bytes");
    }

    private void Receive(Span<byte> bytes)
    {
        if (main.Receive(bytes) < bytes.Length)
            throw new ConnectionException("the destination closed the main connection without acknowledging the migration");
    }
}
