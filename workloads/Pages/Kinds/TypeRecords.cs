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
        uint members = (uint)(256 * (0.25 + (0.7 * place.Trait(0))));
        for (int at = 0; at + 12 <= page.Length; at += 12)
        {
            ulong bits = random.Next();
            bool isMember = (bits & 0xff) < members;
            name += (uint)(4 + ((bits >> 8 & 0xff) * 12 >> 8));
            uint newName = (bits >> 16 & 0xff) < 90 ? 0 : (bits >> 24 & 0xff) < 20 ? (uint)(bits >> 32 & 0x3_ffff) : name;
            uint second = isMember ? MemberType(SeededRandom.Mix(bits), type) : 0x0c00_0000u | (uint)((bits >> 50 & 0x3f) * 5 >> 6);
            uint third = isMember ? (uint)((bits >> 56) * 12 >> 8) << 6 : type += (uint)(bits >> 56 & 7);
            BinaryPrimitives.WriteUInt32LittleEndian(page[at..], newName);
            BinaryPrimitives.WriteUInt32LittleEndian(page[(at + 4)..], second);
            BinaryPrimitives.WriteUInt32LittleEndian(page[(at + 8)..], third);
        }
    }

    /// <summary>A common type, one that has just been described, or any; their shares are assumed.</summary>
    private static uint MemberType(ulong bits, uint recent) => (bits & 3) switch
    {
        0 or 1 => 7u + (21u * (uint)(bits >> 2 & 1)),
        2 => recent - (uint)(bits >> 2 & 15),
        _ => (bits >> 2 & 1) == 0 ? 0x1cu : (uint)(bits >> 3 & 0x3fff),
    };
}
