using System.Buffers.Binary;

namespace MultifdBench.Tests.Fuzz;

/// <summary>Damage to a valid input: bits, bytes, fields, and pieces that are cut, left out, doubled or moved.</summary>
internal static class Mutator
{
    private const int MaxPiece = 64;
    private static readonly byte[] Telling = [0, 1, 0x7F, 0x80, 0xFF, .. "\n\r\t ,;:\"'-&*#{}[]!|>%.09ez"u8];
    private static readonly ulong[] Extremes =
        [0, 1, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, long.MaxValue, ulong.MaxValue, 0xFFFF_F000, 1UL << 40];

    /// <summary>One to four changes, half of them within the first 96 bytes, where headers are; one input in 32 is left as it is.</summary>
    public static byte[] Of(ReadOnlySpan<byte> valid, Random random)
    {
        List<byte> bytes = [.. valid];
        if (random.Next(32) == 0) return [.. bytes];
        for (int changes = random.Next(1, 5); changes > 0; changes--) Change(bytes, random);
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, Random random)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        int at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Count, 96) : bytes.Count);
        int piece = Math.Min(random.Next(1, MaxPiece), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes[at] = Telling[random.Next(Telling.Length)]; break;
            case 3: bytes.RemoveRange(at, bytes.Count - at); break;
            case 4: bytes.RemoveRange(at, piece); break;
            case 5: bytes.InsertRange(at, bytes.GetRange(at, piece)); break;
            case 6: bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, piece)); break;
            case 7: SetField(bytes, at, random); break;
            default:
                for (int i = at; i < Math.Min(at + 8, bytes.Count); i++) bytes[i] = (byte)random.Next(256);
                break;
        }
    }

    private static void SetField(List<byte> bytes, int at, Random random)
    {
        Span<byte> field = stackalloc byte[sizeof(ulong)];
        ulong value = Extremes[random.Next(Extremes.Length)];
        int length = 1 << random.Next(4);
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(field, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(field, value);
            field = field[^length..];
        }

        for (int i = 0; i < length && at + i < bytes.Count; i++) bytes[at + i] = field[i];
    }
}
