using System.Buffers.Binary;
using System.Text;

namespace MultifdBench.Tests.Multifd.Wire;

/// <summary>Writes test vectors from the tables of the format: independent of the code under test.</summary>
internal sealed class BigEndian
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => _bytes.ToArray();

    public BigEndian U8(byte value)
    {
        _bytes.Add(value);
        return this;
    }

    public BigEndian U16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return Raw(bytes);
    }

    public BigEndian U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Raw(bytes);
    }

    public BigEndian U64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Raw(bytes);
    }

    public BigEndian Text(string text) => Raw(Encoding.ASCII.GetBytes(text));

    /// <summary>A length byte and the text.</summary>
    public BigEndian Name(string text) => U8((byte)text.Length).Text(text);

    public BigEndian Zeros(int count) => Raw(new byte[count]);

    public BigEndian Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Fills up to <paramref name="length"/> bytes in all with zeros.</summary>
    public BigEndian PadTo(int length) => Zeros(length - _bytes.Count);
}
