using System.Buffers.Binary;
using System.Text;
using MultifdBench.Guest;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Multifd.Wire;

/// <summary>What a destination answers on the main connection, where the source has opened a return path. Thread-safe.</summary>
internal sealed class ReturnPath(IConnection main)
{
    private const int HeaderBytes = 2 * sizeof(ushort);

    private readonly Lock _gate = new();
    private RamBlock? _lastBlock;

    /// <summary>The last message: everything has been applied (SHUT with value 0).</summary>
    public void Acknowledge() => SendValue(MainStream.ReturnPathShut, 0);

    /// <summary>The answer to a ping.</summary>
    public void Pong(uint value) => SendValue(MainStream.ReturnPathPong, value);

    /// <summary>Asks for a page; names its block where it is another than the last one.</summary>
    public void Request(RamBlock block, long page)
    {
        Span<byte> message = stackalloc byte[HeaderBytes + sizeof(ulong) + sizeof(uint) + 1 + byte.MaxValue];
        lock (_gate)
        {
            bool isNamed = block != _lastBlock;
            int length = sizeof(ulong) + sizeof(uint) + (isNamed ? 1 + block.Name.Length : 0);
            WriteHeader(message, isNamed ? MainStream.ReturnPathRequestNamed : MainStream.ReturnPathRequest, length);
            BinaryPrimitives.WriteUInt64BigEndian(message[HeaderBytes..], (ulong)page << Page.Shift);
            BinaryPrimitives.WriteUInt32BigEndian(message[(HeaderBytes + sizeof(ulong))..], Page.SizeBytes);
            if (isNamed)
            {
                Span<byte> name = message[(HeaderBytes + sizeof(ulong) + sizeof(uint))..];
                name[0] = (byte)block.Name.Length;
                Encoding.ASCII.GetBytes(block.Name, name[1..]);
            }

            main.Send(message[..(HeaderBytes + length)]);
            _lastBlock = block;
        }
    }

    private static void WriteHeader(Span<byte> message, ushort type, int length)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message, type);
        BinaryPrimitives.WriteUInt16BigEndian(message[sizeof(ushort)..], (ushort)length);
    }

    private void SendValue(ushort type, uint value)
    {
        Span<byte> message = stackalloc byte[HeaderBytes + sizeof(uint)];
        WriteHeader(message, type, sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(message[HeaderBytes..], value);
        lock (_gate) main.Send(message);
    }
}
