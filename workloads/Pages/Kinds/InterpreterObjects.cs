using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// What an interpreter holds of a large dictionary [CPython Include/cpython/unicodeobject.h, Objects/dict-common.h]: strings, each with a
/// count, a type, a length, a hash and flags in front of it, and tables of hash, key and value. Much of it is the same in every record.
/// </summary>
internal static class InterpreterObjects
{
    private const int TextHeadBytes = 48;
    private const ulong TextType = 0x0000_0000_0095_9980;
    private const ulong NoHash = ulong.MaxValue;
    private const ulong CompactAscii = 0xe4;

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        ulong heap = 0x0000_7f00_0000_0000 | ((ulong)place.Trait(0, 1 << 20) << 20 & 0xff_ffff_f000) | ((ulong)place.IndexInExtent << 12);
        if (place.Trait(1) < 0.55) WriteTexts(ref random, page, place, heap);
        else WriteTable(ref random, page, heap);
    }

    private static void WriteTexts(ref SeededRandom random, Span<byte> page, PagePlace place, ulong heap)
    {
        int repeats = 2 + place.Trait(2, 3);
        int digits = 8 + place.Trait(3, 3);
        int bytes = TextHeadBytes + (repeats * digits);
        bytes = (bytes + 16) & ~15;
        for (int at = 0; at + bytes <= page.Length; at += bytes)
        {
            Set(page, at, 1);
            Set(page, at + 8, TextType);
            Set(page, at + 16, (ulong)(repeats * digits));
            ulong bits = random.Next();
            // A string has a hash once it has been looked up.
            Set(page, at + 24, (bits >> 60) < 5 ? SeededRandom.Mix(bits) : NoHash);
            Set(page, at + 32, CompactAscii);
            int text = at + TextHeadBytes;
            for (int digit = 0; digit < digits; digit++, bits >>= 7) page[text + digit] = (byte)('0' + ((bits & 0x7f) * 10 >> 7));
            PageText.Repeat(page, text + digits, text, (repeats - 1) * digits);
        }
    }

    private static void WriteTable(ref SeededRandom random, Span<byte> page, ulong heap)
    {
        ulong key = heap - (random.Next() & 0xf_ffe0);
        ulong value = heap + (random.Next() & 0xf_fff0);
        ulong hash = random.Next() & 0xf_ffff;
        for (int at = 0; at + 24 <= page.Length; at += 24)
        {
            Set(page, at, hash++);
            Set(page, at + 8, key += 32);
            Set(page, at + 16, value += 80);
        }
    }

    private static void Set(Span<byte> page, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(page[at..], value);
}
