using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Idle.PageClasses;

/// <summary>
/// What is left of the compressed kernel image and the initial file system, with keys and hashes: nearly random bytes, with more or
/// less of a fast compressor's literals showing through.
/// </summary>
internal static class PackedImage
{
    private const double MinLiteralShare = 0.2;
    private const double MaxLiteralShare = 0.5;
    private static ReadOnlySpan<byte> Literals => [0x00, 0x00, 0x00, 0x48, 0x8b, 0x89, 0xff, 0x01, (byte)'e', (byte)'t', (byte)'_', 0x0f];

    /// <inheritdoc cref="ClassWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, long pageNumber)
    {
        random.Fill(page);
        int threshold = (int)((MinLiteralShare + (random.Unit() * (MaxLiteralShare - MinLiteralShare))) * 256);
        for (int i = 0; i < page.Length; i += 4)
        {
            ulong bits = random.Next();
            for (int j = 0; j < 4; j++, bits >>= 16)
            {
                if ((byte)bits < threshold) page[i + j] = Literals[(int)((bits >> 8) & 0xff) * Literals.Length >> 8];
            }
        }
    }
}
