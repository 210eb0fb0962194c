using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// Constant data of programs and of the kernel: strings at aligned places, tables of jumps relative to themselves, tables of numbers that
/// rise, records of numbers; a few hundred bytes of each.
/// </summary>
internal static class ConstantData
{
    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        for (int at = 0; at < page.Length;)
        {
            int end = Math.Min(page.Length, at + 128 + (random.Below(24) * 16));
            Span<byte> piece = page[at..end];
            switch (random.Chance(0.4) ? place.Trait(0, 8) : random.Below(8))
            {
                case 0 or 1: MessageText.Write(ref random, piece, place); break;
                case 2 or 3: WriteJumps(ref random, piece); break;
                case 4: WriteRising(ref random, piece); break;
                case 5: WriteBytes(ref random, piece); break;
                default: WriteNumbers(ref random, piece); break;
            }

            at = end;
        }
    }

    /// <summary>Most cases of a switch go to one place.</summary>
    private static void WriteJumps(ref SeededRandom random, Span<byte> piece)
    {
        uint common = 0xfff0_0000 + (uint)random.Below(1 << 20);
        uint most = (uint)random.Below(220);
        for (int at = 0; at < piece.Length; at += sizeof(uint))
        {
            ulong bits = random.Next();
            BinaryPrimitives.WriteUInt32LittleEndian(piece[at..], (bits & 0xff) < most ? common : common - (uint)(bits >> 8 & 0xfff));
        }
    }

    private static void WriteRising(ref SeededRandom random, Span<byte> piece)
    {
        uint value = (uint)random.Below(1 << 16);
        for (int at = 0; at < piece.Length; at += sizeof(uint))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(piece[at..], value);
            value += 1 + (uint)(random.Next() >> 61);
        }
    }

    /// <summary>Tables of classes, codes and weights: bytes of which small ones are common.</summary>
    private static void WriteBytes(ref SeededRandom random, Span<byte> piece)
    {
        for (int at = 0; at < piece.Length; at += sizeof(ulong))
            BinaryPrimitives.WriteUInt64LittleEndian(piece[at..], random.Next() & random.Next() & 0x7f7f_7f7f_7f7f_7f7f);
    }

    private static void WriteNumbers(ref SeededRandom random, Span<byte> piece)
    {
        for (int at = 0; at < piece.Length; at += sizeof(ulong))
        {
            ulong bits = random.Next();
            ulong value = (bits & 3) switch
            {
                0 => 0,
                1 => bits >> 8 & 0xff,
                2 => bits >> 8 & 0xffff,
                _ => (bits >> 8 & 0xff) | (bits >> 16 & 0xf) << 32,
            };
            BinaryPrimitives.WriteUInt64LittleEndian(piece[at..], value);
        }
    }
}
