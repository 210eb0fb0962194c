using System.Buffers.Binary;
using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Pages;
using MultifdBench.Workloads.Pages.Kinds;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.Jvm;

/// <summary>
/// What a virtual machine has beside its heap, in runs of pages of one kind: arrays of the compiler, allocations, metadata of classes,
/// compiled code, the collector's cards, marks and sets, and memory that is reserved and not used. Shares are runs of the sample that hold
/// each.
/// </summary>
internal static class JvmNative
{
    private const int RunPages = 16;
    private const int KindTrait = 1;
    private const double Runs = 30; // of the sample
    private const int SetEvery = 2;

    /// <summary>Writes a page.</summary>
    public static void Write(HeapMemory memory, long page, ulong seed)
    {
        var place = new PagePlace(page, (int)(page % RunPages), seed, (int)(page / RunPages));
        var random = new SeededRandom(place.Style, (ulong)page);
        Span<byte> bytes = memory.Bytes(page << Page.Shift, Page.SizeBytes);
        switch (place.Trait(KindTrait) * Runs)
        {
            case < 10: WriteArrays(ref random, bytes, place); break;
            case < 13: HeapChunks.Write(ref random, bytes, place); break;
            case < 15: WriteMetadata(ref random, bytes, place); break;
            case < 17: WriteStates(ref random, bytes); break;
            case < 18: MachineCode.Write(ref random, bytes, place); break;
            case < 19: WriteSets(ref random, bytes, place); break;
            case < 21: WriteMarks(ref random, bytes); break;
            case < 22: WriteCards(ref random, bytes); break;
            case < 23: SparseWords.Write(ref random, bytes, place); break;
            default: break;
        }
    }

    /// <summary>Arrays of the compiler, all words of which are the same but where one was entered: zero, -1, or one address.</summary>
    private static void WriteArrays(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        ulong arena = 0x0000_7f64_1800_0000;
        ulong common = arena | ((ulong)place.Trait(0, 1 << 20) << 4);
        ulong fill = common;
        int left = random.Below(page.Length / sizeof(ulong));
        // Some compilations have left hardly anything, others much.
        int entered = 1 + (int)(60 * place.Trait(2) * place.Trait(2));
        for (int at = 0; at < page.Length; at += sizeof(ulong), left--)
        {
            ulong bits = random.Next();
            if (left <= 0)
            {
                left = 100 + (int)(bits >> 40 & 1023);
                fill = (bits & 7) switch
                {
                    < 2 => 0,
                    2 => ulong.MaxValue,
                    < 5 => common,
                    _ => arena | (bits >> 16 & 0xff_fff8),
                };
            }

            ulong word = (int)(bits & 0xff) >= entered ? fill : (bits >> 8 & 7) switch
            {
                < 5 => arena | (bits >> 16 & 0xff_fff8),
                5 => bits >> 16 & 0xff,
                _ => (bits >> 16 & 0x3f) << 32 | (bits >> 24 & 0x3f),
            };
            BinaryPrimitives.WriteUInt64LittleEndian(page[at..], word);
        }
    }

    /// <summary>Constant pools and methods: addresses of metadata, pairs of indices, small numbers, bits of hashes.</summary>
    private static void WriteMetadata(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        ulong space = 0x0000_7f64_3b40_0000 | ((ulong)place.Trait(0, 16) << 16);
        for (int at = 0; at < page.Length; at += sizeof(ulong))
        {
            ulong bits = random.Next();
            ulong word = (bits & 15) switch
            {
                < 5 => 0,
                < 10 => space | (bits >> 16 & 0x7ff8),
                < 13 => (bits >> 16 & 0xff) << 16 | (bits >> 24 & 0xff),
                13 => bits >> 16 & 0xfff,
                _ => bits & random.Next() & random.Next(),
            };
            BinaryPrimitives.WriteUInt64LittleEndian(page[at..], word);
        }
    }

    /// <summary>States of the compiler's automata and tables of pairs: half of the words are -1, the others small numbers.</summary>
    private static void WriteStates(ref SeededRandom random, Span<byte> page)
    {
        int at = 0;
        while (at < page.Length)
        {
            ulong bits = random.Next();
            int none = (bits & 3) == 0 ? (int)(bits >> 8 & 63) : (int)(bits >> 8 & 3);
            for (; none > 0 && at < page.Length; none--, at += 4) BinaryPrimitives.WriteUInt32LittleEndian(page[at..], uint.MaxValue);
            for (int some = 1 + (int)(bits >> 16 & 3); some > 0 && at < page.Length; some--, at += 4)
            {
                bits = random.Next();
                uint value = (bits & 3) < 2 ? (uint)(bits >> 8 & 15) : (uint)(bits >> 16 & 0x7ff) << 16 | (uint)(bits >> 32 & 0x7ff);
                BinaryPrimitives.WriteUInt32LittleEndian(page[at..], value);
            }
        }
    }

    /// <summary>What the collector knows of a region's references: a lock with its name, and empty tables.</summary>
    private static void WriteSets(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        if (place.IndexInExtent % SetEvery != 0)
        {
            int at = "HeapRegionRemSet lock #"u8.Length;
            "HeapRegionRemSet lock #"u8.CopyTo(page);
            DecimalText.Append(page, at, (uint)(place.Page / SetEvery));
        }

        for (int i = 0; i < 24; i++)
        {
            ulong bits = random.Next();
            ulong word = (bits & 3) == 0 ? 0x0000_7f64_b004_0000 | (bits >> 16 & 0xfff0) : 0x200UL << (int)(bits >> 8 & 32);
            BinaryPrimitives.WriteUInt64LittleEndian(page[(128 + ((int)(bits >> 24 & 0xff) * 8))..], word);
        }
    }

    /// <summary>A bit for each eight bytes of the heap, set where an object that is in use begins.</summary>
    private static void WriteMarks(ref SeededRandom random, Span<byte> page)
    {
        // Objects of two to nineteen words; garbage between them.
        for (int bit = random.Below(64); bit < 8 * page.Length;)
        {
            ulong bits = random.Next();
            for (int i = 0; i < 8 && bit < 8 * page.Length; i++, bits >>= 8)
            {
                page[bit >> 3] |= (byte)(1 << (bit & 7));
                bit += (bits & 15) switch
                {
                    < 6 => 3,
                    < 10 => 4,
                    < 12 => 2,
                    < 14 => 5,
                    14 => 6,
                    _ => 10,
                };
            }

            if (random.Chance(0.1)) bit += 64 + random.Below(512);
        }
    }

    /// <summary>Cards of 512 bytes, all clean but those in which references have been written.</summary>
    private static void WriteCards(ref SeededRandom random, Span<byte> page)
    {
        page.Fill(0xff);
        for (int dirty = random.Below(32); dirty > 0; dirty--) page[random.Below(page.Length)] = 0;
    }
}
