using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// The kernel's symbol names as it keeps them: a length, then one byte for each common piece of a name [Linux scripts/kallsyms.c].
/// They are sorted by address; that neighbours therefore share their beginning is assumed.
/// </summary>
internal static class PackedNames
{
    private const int MaxNameBytes = 22;

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        Span<byte> name = stackalloc byte[MaxNameBytes];
        double kept = 0.65 + (0.3 * place.Trait(0));
        int length = 0;
        for (int at = 0; at < page.Length;)
        {
            length = Next(ref random, name, random.Chance(kept) ? (int)(length * (0.6 + (0.4 * random.Unit()))) : 0);
            page[at++] = (byte)length;
            int room = Math.Min(length, page.Length - at);
            name[..room].CopyTo(page[at..]);
            at += room;
        }
    }

    private static int Next(ref SeededRandom random, Span<byte> name, int keptBytes)
    {
        int length = Math.Min(MaxNameBytes, keptBytes + 2 + random.Below(5));
        for (int i = Math.Min(keptBytes, length); i < length; i++)
        {
            // The cube favours the pieces at the top of the kernel's table: assumed.
            double share = random.Unit();
            name[i] = (byte)(255 - (int)(share * share * share * 160));
        }

        return length;
    }
}
