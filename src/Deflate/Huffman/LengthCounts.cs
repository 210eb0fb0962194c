using MultifdBench.Deflate.Format;

namespace MultifdBench.Deflate.Huffman;

/// <summary>How many symbols have each code length, where nothing has counted them on the way.</summary>
internal static unsafe class LengthCounts
{
    /// <summary>Numbers that a caller provides room for: four lanes of 16 lengths.</summary>
    public const int Room = Lanes * LaneRoom;

    private const int Lanes = 4;
    private const int LaneRoom = Alphabet.MaxCodeLength + 1;

    /// <summary>
    /// Counts <paramref name="symbolCount"/> lengths into <paramref name="counts"/>[0..15]. Four lanes: most lengths are 0, and a single
    /// counter would wait for itself.
    /// </summary>
    public static void Count(byte* lengths, int symbolCount, uint* counts)
    {
        new Span<uint>(counts, Room).Clear();
        int symbol = 0;
        for (; symbol + Lanes <= symbolCount; symbol += Lanes)
        {
            counts[lengths[symbol]]++;
            counts[LaneRoom + lengths[symbol + 1]]++;
            counts[2 * LaneRoom + lengths[symbol + 2]]++;
            counts[3 * LaneRoom + lengths[symbol + 3]]++;
        }

        for (; symbol < symbolCount; symbol++) counts[lengths[symbol]]++;
        for (int length = 0; length <= Alphabet.MaxCodeLength; length++)
            counts[length] += counts[LaneRoom + length] + counts[2 * LaneRoom + length] + counts[3 * LaneRoom + length];
    }
}
