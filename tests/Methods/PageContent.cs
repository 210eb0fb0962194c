using MultifdBench.Guest;

namespace MultifdBench.Tests.Methods;

/// <summary>Seeded page contents.</summary>
internal static class PageContent
{
    public static byte[] Zero(int pages) => new byte[pages * Page.SizeBytes];

    public static byte[] Noise(int pages, int seed)
    {
        byte[] bytes = Zero(pages);
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Zero, noise, one repeated byte, words of a small dictionary, and runs of few letters, page by page at random.</summary>
    public static byte[] Mixed(int pages, int seed)
    {
        var random = new Random(seed);
        byte[] bytes = Zero(pages);
        for (int page = 0; page < pages; page++)
        {
            Span<byte> span = bytes.AsSpan(page * Page.SizeBytes, Page.SizeBytes);
            switch (random.Next(5))
            {
                case 0: break;
                case 1: random.NextBytes(span); break;
                case 2: span.Fill((byte)random.Next(256)); break;
                case 3: Words(span, random); break;
                default: Letters(span, random, random.Next(2, 20)); break;
            }
        }

        return bytes;
    }

    /// <summary>
    /// Random letters, the alphabet growing by one every eight pages from 2: thousands of near matches, so that search effort shows.
    /// </summary>
    public static byte[] Searchable(int pages, int seed)
    {
        var random = new Random(seed);
        byte[] bytes = Zero(pages);
        for (int page = 0; page < pages; page++) Letters(bytes.AsSpan(page * Page.SizeBytes, Page.SizeBytes), random, 2 + (page / 8));
        return bytes;
    }

    /// <summary>
    /// Random letters of five. Some 3000 strings of five letters come about 40 times each, which fills rows of a match table that two
    /// strings share: the only thing that tells apart levels that differ in table size alone (zstd 11 and 12).
    /// </summary>
    public static byte[] FiveLetters(int pages, int seed)
    {
        byte[] bytes = Zero(pages);
        Letters(bytes, new Random(seed), 5);
        return bytes;
    }

    private static void Letters(Span<byte> span, Random random, int alphabet)
    {
        for (int i = 0; i < span.Length; i++) span[i] = (byte)('a' + random.Next(alphabet));
    }

    private static void Words(Span<byte> span, Random random)
    {
        string[] words = ["page ", "packet ", "channel ", "round ", "dirty ", "bitmap ", "\0\0\0\0\0\0\0\0", "block "];
        for (int i = 0; i < span.Length;)
        {
            foreach (char letter in words[random.Next(words.Length)])
            {
                if (i < span.Length) span[i++] = (byte)letter;
            }
        }
    }
}
