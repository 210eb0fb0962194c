namespace MultifdBench.Tests.Deflate;

/// <summary>Hand-made deflate streams, bit by bit: the oracle that shares no code with the compressor.</summary>
internal sealed class BitStream
{
    private readonly List<byte> _bytes = [];
    private int _bits;

    /// <summary>A number, least significant bit first.</summary>
    public BitStream Put(int value, int bits)
    {
        for (int i = 0; i < bits; i++) PutBit(value >> i & 1);
        return this;
    }

    /// <summary>A Huffman code, most significant bit first.</summary>
    public BitStream Code(string code)
    {
        foreach (char bit in code) PutBit(bit - '0');
        return this;
    }

    /// <summary>A symbol of the fixed literal/length code [RFC1951 §3.2.6].</summary>
    public BitStream FixedSymbol(int symbol) => symbol switch
    {
        < 144 => Reversed(0x30 + symbol, 8),
        < 256 => Reversed(0x190 + symbol - 144, 9),
        < 280 => Reversed(symbol - 256, 7),
        _ => Reversed(0xc0 + symbol - 280, 8),
    };

    /// <summary>A symbol of the fixed distance code.</summary>
    public BitStream FixedDistance(int symbol) => Reversed(symbol, 5);

    public BitStream Align()
    {
        while (_bits % 8 != 0) PutBit(0);
        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    private BitStream Reversed(int code, int bits)
    {
        for (int i = bits - 1; i >= 0; i--) PutBit(code >> i & 1);
        return this;
    }

    private void PutBit(int bit)
    {
        if (_bits % 8 == 0) _bytes.Add(0);
        _bytes[^1] |= (byte)(bit << (_bits % 8));
        _bits++;
    }
}
