using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// Pages of which hardly anything is used: hash buckets, nodes of trees, areas of each processor, stacks, the ends of sections and files.
/// </summary>
internal static class SparseWords
{
    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        double share = random.Unit();
        int words = 1 + (int)(share * share * 54);
        bool isTogether = random.Chance(0.5);
        // The first one is in the first eighth, which a page that is used in part has too.
        int word = random.Below(page.Length / sizeof(ulong) / 8);
        for (int i = 0; i < words; i++)
        {
            ulong bits = random.Next();
            word = i == 0 ? word : isTogether ? word + 1 + (int)(bits & 1) : (int)(bits & 511);
            ulong value = (bits >> 16 & 7) switch
            {
                < 3 => KernelAddresses.DirectMap + ((bits >> 20 & 0xff_ffff) << 6),
                3 => KernelAddresses.Image + ((bits >> 20 & 0xf_ffff) << 3),
                _ => (bits >> 20 & 0xff) + 1,
            };
            BinaryPrimitives.WriteUInt64LittleEndian(page[((word & 511) * sizeof(ulong))..], value);
        }
    }
}
