using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// The kernel's description of its own types [Linux Documentation/bpf/btf.rst]: 32-bit words in records of three, a name's offset,
/// a kind with a count, and a type's number or a size; most high bytes are zero.
/// </summary>
internal static class TypeRecords
{
    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        uint name = (uint)random.Below(1 << 20);
        uint type = (uint)random.Below(1 << 15);
        double members = 0.25 + (0.7 * place.Trait(0));
        for (int at = 0; at + 12 <= page.Length; at += 12)
        {
            bool isMember = random.Chance(members);
            name += (uint)(4 + random.Below(12));
            uint newName = random.Chance(0.35) ? 0 : random.Chance(0.08) ? (uint)random.Below(1 << 18) : name;
            uint second = isMember ? MemberType(ref random, type) : 0x0c00_0000u | (uint)random.Below(5);
            uint third = isMember ? (uint)random.Below(12) << 6 : type += (uint)random.Below(8);
            BinaryPrimitives.WriteUInt32LittleEndian(page[at..], newName);
            BinaryPrimitives.WriteUInt32LittleEndian(page[(at + 4)..], second);
            BinaryPrimitives.WriteUInt32LittleEndian(page[(at + 8)..], third);
        }
    }

    /// <summary>A common type, one that has just been described, or any; their shares are assumed.</summary>
    private static uint MemberType(ref SeededRandom random, uint recent) => random.Below(4) switch
    {
        0 or 1 => 7u + (21u * (uint)random.Below(2)),
        2 => recent - (uint)random.Below(16),
        _ => random.Chance(0.5) ? 0x1cu : (uint)random.Below(1 << 14),
    };
}
