using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// Heaps of processes: chunks one behind the other, each with its size in front of it [glibc malloc: a multiple of 16 with the flag
/// "previous in use"], holding pointers into heap and libraries, small numbers, flags, short strings, and much that is still zero.
/// </summary>
internal static class HeapChunks
{
    private static ReadOnlySpan<ushort> ChunkBytes =>
        [0x20, 0x20, 0x20, 0x30, 0x30, 0x40, 0x40, 0x50, 0x60, 0x70, 0x90, 0xb0, 0xf0, 0x110, 0x1e0, 0x410];

    private static readonly Vocabulary Strings = new(
        ("2f", 6), ("75 73 72", 3), ("6c 69 62", 4), ("2e 73 65 72 76 69 63 65", 3), ("73 79 73 74 65 6d 64", 3), ("64 65 76", 3),
        ("2e 73 6f", 3),
        ("5f", 4), ("69 6e", 4), ("65 72", 4), ("6f 6e", 4), ("61|0f", 8), ("61|0f 61|0f", 8), ("30|07", 5), ("2e", 3), ("74 65", 4),
        ("2d", 3));

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        ulong heap = 0x0000_5500_0000_0000 | ((ulong)place.Trait(0, 1 << 30) << 12) | ((ulong)place.IndexInExtent << 12);
        ulong library = 0x0000_7f00_0000_0000 | ((ulong)place.Trait(1, 1 << 30) << 12 & 0xff_ffff_f000);
        int used = 26 + (int)(190 * place.Trait(2) * random.Unit());
        // A program has few types of objects, and allocates those of one type together.
        int ordinary = ChunkBytes[place.Trait(3, ChunkBytes.Length)];
        for (int at = 0; at + 16 <= page.Length;)
        {
            ulong bits = random.Next();
            int chunk = (bits & 7) < 5 ? ordinary : ChunkBytes[(int)(bits >> 4 & 15)];
            BinaryPrimitives.WriteUInt64LittleEndian(page[(at + 8)..], (ulong)chunk | 1);
            int end = Math.Min(at + chunk, page.Length - 8);
            if ((bits >> 8 & 0xff) < 30) WriteString(ref random, page[..Math.Min(end, page.Length)], at + 16);
            else
            {
                for (int word = at + 16; word <= end - 8; word += sizeof(ulong)) WriteWord(ref random, page, word, used, heap, library);
            }

            at += chunk;
        }
    }

    private static void WriteWord(ref SeededRandom random, Span<byte> page, int at, int used, ulong heap, ulong library)
    {
        ulong bits = random.Next();
        if ((int)(bits & 0xff) >= used) return;
        ulong value = (bits >> 8 & 15) switch
        {
            < 6 => heap + (ulong)(at & ~15) - (bits >> 16 & 0x3ff0),
            < 8 => library + (bits >> 16 & 0x1fff8),
            < 12 => bits >> 16 & 7,
            < 14 => bits >> 16 & 0xff,
            14 => bits >> 16 & 0x3ff | (bits >> 32 & 0x1ff) << 32,
            _ => bits >> 16,
        };
        BinaryPrimitives.WriteUInt64LittleEndian(page[at..], value);
    }

    private static void WriteString(ref SeededRandom random, Span<byte> chunk, int at)
    {
        while (at < chunk.Length - 16) at = Strings.Append(ref random, chunk, at);
    }
}
