using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// The kernel's tables of places to relocate or to look up: 32-bit words that rise, of which only the low half says anything. Places in
/// tables of pointers are multiples of eight close to each other.
/// </summary>
internal static class RisingOffsets
{
    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        bool isDense = place.Trait(0) < 0.4;
        uint align = isDense ? 8u : 1u;
        uint maxStep = isDense ? (uint)(2 + place.Trait(1, 6)) : 64u << place.Trait(1, 7);
        uint value = (isDense ? 0x8200_0000 : 0xfe00_0000) + ((uint)place.Trait(2, 1 << 20) * align);
        for (int i = 0; i < page.Length; i += sizeof(uint))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(page[i..], value);
            // The square makes short steps common and long ones rare: assumed.
            ulong share = random.Next() >> 48;
            value += align * (1 + (uint)(share * share * maxStep >> 32));
        }
    }
}
