using System.Text;
using MultifdBench.Deflate;

namespace MultifdBench.Tests.Deflate;

/// <summary>Seeded pages of the kinds that guests hold, for every round trip.</summary>
internal static class PageSamples
{
    public static readonly string[] Kinds = ["zero", "random", "text", "pointers", "runs", "mixed", "two-symbols", "skewed"];

    /// <summary>A page (or any length) of a kind, the same for the same seed.</summary>
    public static byte[] Make(string kind, int length, int seed)
    {
        byte[] page = new byte[length];
        var random = new Random(seed);
        switch (kind)
        {
            case "zero": break;
            case "random": random.NextBytes(page); break;
            case "text": FillText(page, random); break;
            case "pointers": FillPointers(page, random); break;
            case "runs": FillRuns(page, random); break;
            case "two-symbols":
                for (int i = 0; i < length; i++) page[i] = (byte)random.Next(2);
                break;
            case "skewed":
                for (int i = 0; i < length; i++) page[i] = (byte)(Math.Log2(1 + random.Next(1 << 20)) * 12);
                break;
            default:
                string[] others = ["random", "text", "pointers", "runs", "zero"];
                for (int at = 0; at < length;)
                {
                    int part = Math.Min(length - at, random.Next(1, 600));
                    Make(others[random.Next(others.Length)], part, random.Next()).CopyTo(page, at);
                    at += part;
                }

                break;
        }

        return page;
    }

    /// <summary>A table from a few pages of all kinds.</summary>
    public static CannedTable Table(int seed = 1)
    {
        var builder = new CannedTableBuilder();
        foreach (string kind in Kinds) builder.Add(Make(kind, 4096, seed));
        return builder.Build();
    }

    public static PageDeflater Deflater(DeflateMode mode, DeflateEffort? effort = null, CannedTable? table = null) =>
        new(mode, mode == DeflateMode.Canned ? table ?? Table() : null, effort);

    public static PageInflater Inflater(DeflateMode mode, CannedTable? table = null) =>
        new(PageInflater.IaaWindowBytes, mode == DeflateMode.Canned ? table ?? Table() : null);

    private static void FillText(byte[] page, Random random)
    {
        string[] words = ["guest", "page", "migration", "channel", "packet", "deflate", "window", "of", "the", "and", "4096",
            "redis", "\n"];
        var text = new StringBuilder();
        while (text.Length < page.Length)
            text.Append(words[random.Next(words.Length)]).Append((char)(32 + random.Next(2) * random.Next(60)));
        Encoding.ASCII.GetBytes(text.ToString(0, page.Length), page);
    }

    private static void FillPointers(byte[] page, Random random)
    {
        for (int i = 0; i + 8 <= page.Length; i += 8)
            BitConverter.TryWriteBytes(page.AsSpan(i), 0xffff_8880_0000_0000UL + (ulong)random.Next(1 << 16) * 64);
    }

    private static void FillRuns(byte[] page, Random random)
    {
        for (int at = 0; at < page.Length;)
        {
            int run = Math.Min(page.Length - at, 1 << random.Next(11));
            page.AsSpan(at, run).Fill((byte)random.Next(4));
            at += run;
        }
    }
}
