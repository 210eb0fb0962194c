using System.Buffers.Binary;
using System.Buffers.Text;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>The texts that YCSB stores: keys and values.</summary>
internal static class YcsbText
{
    /// <summary>Bytes of a value.</summary>
    public const int ValueBytes = 100;

    /// <summary>Longest key: "user" and 19 digits.</summary>
    public const int MaxKeyBytes = 23;

    /// <summary>
    /// Random text of YCSB's RandomByteIterator: each 32-bit number gives six characters, 32 + (number shifted by 0, 5, 10, 15, 20, 25)
    /// under the masks 31, 63, 95, 31, 63, 95. So half of the characters are from 32 to 63: 6.25 bits each, not 6.57, and it shows
    /// in every ratio.
    /// </summary>
    public static void FillValue(ref SeededRandom random, Span<byte> value)
    {
        Span<byte> block = stackalloc byte[sizeof(ulong)];
        ulong numbers = 0;
        for (int at = 0, half = 0; at < value.Length; at += 6, half ^= 1)
        {
            numbers = half == 0 ? random.Next() : numbers >> 32;
            ulong six = SixCharacters((uint)numbers);
            if (at + sizeof(ulong) <= value.Length)
            {
                // Two bytes too many, which the next six overwrite.
                BinaryPrimitives.WriteUInt64LittleEndian(value[at..], six);
                continue;
            }

            BinaryPrimitives.WriteUInt64LittleEndian(block, six);
            block[..Math.Min(6, value.Length - at)].CopyTo(value[at..]);
        }
    }

    /// <summary>A record's key: "user" and the hash of its number.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteKey(long record, Span<byte> to)
    {
        "user"u8.CopyTo(to);
        Utf8Formatter.TryFormat(ScrambledZipfian.Hash(record), to[4..], out int digits);
        return 4 + digits;
    }

    /// <summary>The score of a key in YCSB's index: Java's <c>String.hashCode</c> of it.</summary>
    public static double Score(ReadOnlySpan<byte> key)
    {
        int hash = 0;
        foreach (byte character in key) hash = (31 * hash) + character;
        return hash;
    }

    private static ulong SixCharacters(uint n)
    {
        ulong six = (n & 31) | ((ulong)((n >> 5) & 63) << 8) | ((ulong)((n >> 10) & 95) << 16);
        // The last shift is an arithmetic one in Java, but mask 95 keeps bits 0 to 6 only, which both shifts make of bits 25 to 31.
        six |= ((ulong)((n >> 15) & 31) << 24) | ((ulong)((n >> 20) & 63) << 32) | ((ulong)((n >> 25) & 95) << 40);
        return six + 0x2020_2020_2020;
    }
}
