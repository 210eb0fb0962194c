using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// Page tables of processes: a word for each mapped page with its frame and its rights [Intel SDM 3A §4.5]. A mapping's frames are mostly
/// those that were free next to each other; what is not mapped is zero.
/// </summary>
internal static class PageTables
{
    private const ulong FileRights = 0x0000_0000_0000_0025;
    private const ulong AnonymousRights = 0x8000_0000_0000_0067;

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        int words = page.Length / sizeof(ulong);
        for (int word = random.Below(64); word < words;)
        {
            ulong bits = random.Next();
            int mapped = 8 + (int)(bits & 0x3f);
            ulong frame = bits >> 8 & 0x3_ffff;
            ulong rights = (bits >> 6 & 1) == 0 ? FileRights : AnonymousRights;
            for (int i = 0; i < mapped && word < words; i++, word++)
            {
                ulong own = random.Next();
                frame = (own & 7) < 4 ? frame + 1 : frame + 1 - (own >> 3 & 31) & 0x3_ffff;
                BinaryPrimitives.WriteUInt64LittleEndian(page[(word * sizeof(ulong))..], rights | (frame << 12));
            }

            word += (int)(bits >> 32 & 0x3f);
        }
    }
}
