using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// What is left of the compressed kernel image and initial file system. Debian compresses its kernel with a byte-oriented format
/// [LZ4 block format]: tokens, literals that show through, and offsets of 16 bits, without an entropy code. So a second compressor finds
/// hardly a repetition, and gains a little by coding the literals.
/// </summary>
internal static class PackedKernel
{
    private static ReadOnlySpan<byte> Literals =>
    [
        0x00, 0x00, 0x00, 0x00, 0x48, 0x48, 0x8b, 0x89, 0xff, 0xff, 0x01, 0x02, 0x04, 0x08, 0x0f, 0x10, 0x18, 0x20, 0x24, 0x41, 0x44,
        0x4c, 0x5d, 0xe8,
        (byte)'e', (byte)'t', (byte)'_', (byte)'r', (byte)'s', (byte)'i', (byte)'n', (byte)'a',
    ];

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        // The share of literals and of small tokens among the bytes: code has few, tables have many.
        double share = place.Trait(0);
        int threshold = (int)((0.3 + (0.36 * share * share)) * 256);
        for (int i = 0; i < page.Length; i += sizeof(uint))
        {
            ulong bits = random.Next();
            BinaryPrimitives.WriteUInt32LittleEndian(page[i..], (uint)(bits >> 32));
            for (int j = 0; j < sizeof(uint); j++, bits >>= 8)
            {
                // The same byte decides and chooses: below the threshold its place there is uniform.
                int chosen = (int)(bits & 0xff);
                if (chosen < threshold) page[i + j] = Literals[chosen * Literals.Length / threshold];
            }
        }
    }
}
