using MultifdBench.Deflate.Format;

namespace MultifdBench.Deflate.Huffman;

/// <summary>
/// Codes from code lengths [RFC1951 §3.2.2], bit-reversed because deflate sends Huffman codes from their most significant bit while
/// everything else goes out least significant bit first.
/// </summary>
internal static unsafe class CanonicalCode
{
    /// <summary>Writes <c>reversed code &lt;&lt; 8 | length</c> for each symbol; 0 for symbols without a code.</summary>
    /// <param name="lengths">Lengths 0 to 15 of a code that is not over-subscribed.</param>
    /// <param name="symbolCount">How many.</param>
    /// <param name="entries">Receives <paramref name="symbolCount"/> entries.</param>
    public static void Assign(byte* lengths, int symbolCount, uint* entries)
    {
        uint* next = stackalloc uint[Alphabet.MaxCodeLength + 1];
        FirstCodes(lengths, symbolCount, next);
        for (int symbol = 0; symbol < symbolCount; symbol++)
        {
            int length = lengths[symbol];
            uint code = next[length];
            next[length] = code + 1;
            uint entry = Reverse16(code) >> (16 - length) << 8 | (uint)length;
            entries[symbol] = length == 0 ? 0 : entry;
        }
    }

    /// <summary>The low 16 bits of <paramref name="value"/> in reverse order.</summary>
    public static uint Reverse16(uint value)
    {
        value = (value & 0x5555) << 1 | (value >> 1 & 0x5555);
        value = (value & 0x3333) << 2 | (value >> 2 & 0x3333);
        value = (value & 0x0f0f) << 4 | (value >> 4 & 0x0f0f);
        return (value & 0xff) << 8 | (value >> 8 & 0xff);
    }

    private static void FirstCodes(byte* lengths, int symbolCount, uint* next)
    {
        uint* counts = stackalloc uint[Alphabet.MaxCodeLength + 1];
        new Span<uint>(counts, Alphabet.MaxCodeLength + 1).Clear();
        for (int symbol = 0; symbol < symbolCount; symbol++) counts[lengths[symbol]]++;
        counts[0] = 0;
        uint code = 0;
        next[0] = 0;
        for (int length = 1; length <= Alphabet.MaxCodeLength; length++)
        {
            code = (code + counts[length - 1]) << 1;
            next[length] = code;
        }
    }
}
