using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Jvm;

/// <summary>
/// What a session cache and its requests leave in a Java heap: sessions with a list of items, each with a name, numbers and a hash map of
/// attributes; pages of HTML; and of each request the builders and arrays from which it has put its page together. Shares are counted on
/// the sample.
/// </summary>
/// <param name="heapBase">Compressed address of the heap.</param>
/// <param name="heapBytes">Its bytes.</param>
/// <param name="shift">Bits by which addresses are shifted.</param>
internal readonly struct SessionObjects(uint heapBase, long heapBytes, int shift)
{
    /// <summary>Bytes that a session, or what a request leaves, may need.</summary>
    public const int MaxBytes = 40 << 10;

    /// <summary>Bytes of scratch that the writers need.</summary>
    public const int ScratchBytes = MaxNameBytes;

    private const int MaxNameBytes = (2 * SmallText.MaxBytes) + 1;
    private const int MaxPageBytes = 6 << 10;
    private const int MaxItemBytes = 1 << 10;

    /// <summary>The mark of what has survived a collection: unlocked, and their number from the third bit on.</summary>
    public const ulong SurvivedOnce = 9;

    private const int MaxItems = 12;
    private const int MinItems = 2; // of a session that was loaded
    private const int MaxLoadedItems = 8;
    private const int MaxAttributes = 4;
    private const int MaxNumbers = 20;
    private const int MaxNumber = 1000;
    private const uint SessionClass = 0x0100_3800;
    private const uint ItemClass = 0x0100_3a18;
    private const uint ListClass = 0xe140;
    private const uint IteratorClass = 0x1b_f0c0;
    private const uint ObjectArrayClass = 0x1550;
    private const uint LinkedEntryClass = 0x13_6230;
    private const uint MapClass = 0xb_2048;
    private const uint NodeArrayClass = 0x13_6938;
    private const uint NodeClass = 0x13_5fe0;
    private const uint EntrySetClass = 0x11_a058;
    private const uint LoadFactor = 0x3f40_0000; // 0.75
    private const int MapSlots = 16;
    private const int FirstCapacity = 16; // of a StringBuilder; one that is made from a string has room for it and 16 bytes more
    private const int IdBytes = 36;
    private const int TokenBytes = 32;
    private const ulong Clock = 0x01_a224_c900_00; // milliseconds since 1970, of the sample's year
    private const int LoadedBytesPerMs = 3500; // from the sample: times of sessions that lie one behind the other

    // Of requests: those of sessions that have all the items they may have; that make a session, or an item; whose page is kept.
    private const double FullSessionShare = 0.24;
    private const double NewSessionShare = 0.05;
    private const double NewItemShare = 0.25;
    private const double KeptPageShare = 0.25;

    // Of sessions where the load has put them: those whose page is beside them, and those whose page is elsewhere.
    private const double PageBesideShare = 0.26;
    private const double PageElsewhereShare = 0.6;

    // Of what collections have moved: sessions, then items that were added to one; the others are pages.
    private const double MovedSessionShare = 0.06;
    private const double MovedItemShare = 0.55;
    private const double SurvivedTwiceShare = 0.42;
    private const ulong SurvivedTwice = 17;

    private static ReadOnlySpan<byte> TitleHead => "<html><head><title>"u8;

    /// <summary>A session as the load has made it, which collections have moved in one piece.</summary>
    public void WriteLoaded(ref ObjectWriter heap, ref SeededRandom random, Span<byte> scratch)
    {
        bool isBeside = random.Chance(PageBesideShare);
        long place = (long)(heap.Reference(heap.At) - heapBase) << shift;
        int session = WriteSession(ref heap, ref random, scratch, (ulong)(place / LoadedBytesPerMs));
        if (isBeside) heap.Set(session, 44, heap.Reference(WritePage(ref heap, ref random)));
        else if (random.Chance(PageElsewhereShare / (1 - PageBesideShare))) heap.Set(session, 44, Elsewhere(ref random));
    }

    /// <summary>What a collection has moved from the young regions: something that somebody still refers to.</summary>
    public void WriteMoved(ref ObjectWriter heap, ref SeededRandom random, Span<byte> scratch)
    {
        heap.Mark = random.Chance(SurvivedTwiceShare) ? SurvivedTwice : SurvivedOnce;
        double kind = random.Unit();
        if (kind < MovedSessionShare) WriteSession(ref heap, ref random, scratch, AnyTime(ref random));
        else if (kind < MovedSessionShare + MovedItemShare) WriteItem(ref heap, ref random, scratch);
        else WritePage(ref heap, ref random);
    }

    /// <summary>
    /// What a request leaves: its session is written out as a page of HTML. Objects that are kept bear the address to which the next
    /// collection moves them, which in truth it writes when it does.
    /// </summary>
    public void WriteRequest(ref ObjectWriter heap, ref SeededRandom random, Span<byte> scratch)
    {
        if (random.Chance(NewSessionShare))
        {
            heap.MovedTo = SomewhereElse(ref random);
            WriteSession(ref heap, ref random, scratch, AnyTime(ref random));
        }

        if (random.Chance(NewItemShare))
        {
            heap.MovedTo = SomewhereElse(ref random);
            WriteItem(ref heap, ref random, scratch);
        }

        heap.MovedTo = 0;
        int rows = random.Chance(FullSessionShare) ? MaxItems : Math.Min(MaxItems, LoadedItems(ref random) + random.Below(5));
        var page = new TextBuilder(ref heap, TitleHead.Length + FirstCapacity);
        WriteHead(ref heap, ref random, ref page);
        for (int row = 0; row < rows; row++)
        {
            WriteCells(ref heap, ref random, ref page);
            if (row == 0) WriteIterator(ref heap, ref random, rows);
            var attributes = new TextBuilder(ref heap, FirstCapacity);
            WriteAttributes(ref heap, ref random, ref attributes);
            attributes.NewString(ref heap);
            page.Append(ref heap, in attributes);
            page.Append(ref heap, "</td></tr>\n"u8);
        }

        page.Append(ref heap, "</table></body></html>"u8);
        if (random.Chance(KeptPageShare)) heap.MovedTo = SomewhereElse(ref random);
        page.NewString(ref heap);
        heap.MovedTo = 0;
    }

    /// <summary>The words of the text that are in a part of a region, string by string.</summary>
    public static void WriteWords(ref ObjectWriter heap, int first, int end)
    {
        for (int place = first; place < end; place++)
        {
            int text = heap.NewString(SmallText.At(place));
            heap.Set(text, 12, SmallText.HashAt(place));
        }
    }

    /// <summary>A part of the list of all sessions' ids: in the order of their making, but for those that were moved since.</summary>
    public void WriteIds(ref ObjectWriter heap, ref SeededRandom random, int bytes)
    {
        int array = heap.NewInts((bytes - ObjectWriter.ArrayHead) / sizeof(uint), ObjectArrayClass);
        uint id = Elsewhere(ref random);
        for (int at = ObjectWriter.ArrayHead; at < bytes; at += sizeof(uint))
        {
            id -= (400 + (uint)random.Below(3600) & ~7u) >> shift;
            heap.Set(array, at, random.Chance(0.25) ? Elsewhere(ref random) : id);
        }
    }

    /// <summary>A part of the table of the map of sessions: half of the slots are empty, the others refer to entries anywhere.</summary>
    public void WriteTable(ref ObjectWriter heap, ref SeededRandom random, int bytes)
    {
        int array = heap.NewInts((bytes - ObjectWriter.ArrayHead) / sizeof(uint), NodeArrayClass);
        for (int at = ObjectWriter.ArrayHead; at < bytes; at += sizeof(uint))
        {
            if (random.Chance(0.5)) heap.Set(array, at, Elsewhere(ref random));
        }
    }

    /// <summary>Fills what is left of a region but for its last bytes, which an array without content has.</summary>
    public void WriteRest(ref ObjectWriter heap, ref SeededRandom random, Span<byte> scratch)
    {
        heap.MovedTo = 0;
        while (heap.Room >= MaxPageBytes) WritePage(ref heap, ref random);
        while (heap.Room >= MaxItemBytes) WriteItem(ref heap, ref random, scratch);
        if (heap.Room >= ObjectWriter.ArrayHead) heap.NewInts((heap.Room - ObjectWriter.ArrayHead) / sizeof(uint));
    }

    private int WriteSession(ref ObjectWriter heap, ref SeededRandom random, Span<byte> scratch, ulong ms)
    {
        Span<byte> token = scratch[..TokenBytes];
        random.Fill(token);
        int tokenPlace = heap.NewBytes(token, token.Length);
        int entry = heap.New(LinkedEntryClass, 40);
        Uuid(ref random, scratch);
        uint hash = SmallText.Hash(scratch[..IdBytes]);
        int id = heap.NewString(scratch[..IdBytes]);
        int session = heap.New(SessionClass, 48);
        int list = heap.New(ListClass, 24);
        int loaded = LoadedItems(ref random);
        int items = loaded + random.Below(3);
        int array = heap.NewInts(items > 10 ? 15 : 10, ObjectArrayClass);
        heap.Set(id, 12, hash);
        heap.Set(entry, 12, hash ^ (hash >> 16));
        heap.Set(entry, 16, heap.Reference(id));
        heap.Set(entry, 20, heap.Reference(session));
        if (random.Chance(0.3)) heap.Set(entry, 24, Elsewhere(ref random));
        heap.Set(entry, 28, Elsewhere(ref random));
        heap.Set(entry, 32, Elsewhere(ref random));
        heap.Set(session, 12, heap.Reference(id));
        heap.SetLong(session, 16, Clock + ms);
        heap.SetLong(session, 24, Clock + ms + AnyTime(ref random));
        heap.Set(session, 32, WordAt(SmallText.Next(ref random)));
        heap.Set(session, 36, heap.Reference(list));
        heap.Set(session, 40, heap.Reference(tokenPlace));
        heap.Set(list, 12, (uint)items);
        heap.Set(list, 16, (uint)items);
        heap.Set(list, 20, heap.Reference(array));
        // The collector takes the last one that it has found first; those that were added later are elsewhere.
        for (int item = items - 1; item >= 0; item--)
        {
            heap.Set(array, ObjectWriter.ArrayHead + (4 * item), item < loaded
                ? heap.Reference(WriteItem(ref heap, ref random, scratch)) : Elsewhere(ref random));
        }

        return session;
    }

    private int WriteItem(ref ObjectWriter heap, ref SeededRandom random, Span<byte> scratch)
    {
        ulong bits = random.Next();
        int item = heap.New(ItemClass, 40);
        heap.Set(item, 12, heap.Reference(heap.NewString(scratch[..Name(ref random, scratch)])));
        heap.SetLong(item, 16, (bits & 0xffff_ffff) * 1_000_000 >> 32);
        heap.SetLong(item, 24, BitConverter.DoubleToUInt64Bits(((bits >> 32) * 100_000 >> 32) / 100.0));
        int count = random.Below(MaxNumbers);
        int numbers = heap.NewInts(count);
        for (int i = 0; i < count; i++) heap.Set(numbers, ObjectWriter.ArrayHead + (4 * i), (uint)random.Below(MaxNumber));
        heap.Set(item, 32, heap.Reference(numbers));
        heap.Set(item, 36, heap.Reference(WriteMap(ref heap, ref random)));
        return item;
    }

    private int WriteMap(ref ObjectWriter heap, ref SeededRandom random)
    {
        int map = heap.New(MapClass, 48);
        int table = heap.NewInts(MapSlots, NodeArrayClass);
        int size = 1 + random.Below(MaxAttributes);
        Span<int> first = stackalloc int[MapSlots];
        first.Clear();
        for (int i = 0; i < size; i++)
        {
            int word = SmallText.Next(ref random);
            uint hash = SmallText.HashAt(word);
            hash ^= hash >> 16;
            int node = heap.New(NodeClass, 32);
            heap.Set(node, 12, hash);
            heap.Set(node, 16, WordAt(word));
            heap.Set(node, 20, WordAt(SmallText.Next(ref random)));
            int slot = (int)(hash & (MapSlots - 1));
            if (first[slot] > 0) heap.Set(node, 24, heap.Reference(first[slot]));
            first[slot] = node;
            heap.Set(table, ObjectWriter.ArrayHead + (4 * slot), heap.Reference(node));
        }

        int entries = heap.New(EntrySetClass, 16);
        heap.Set(entries, 12, heap.Reference(map));
        heap.Set(map, 20, (uint)size);
        heap.Set(map, 24, (uint)size);
        heap.Set(map, 28, MapSlots * 3 / 4);
        heap.Set(map, 32, LoadFactor);
        heap.Set(map, 36, heap.Reference(table));
        heap.Set(map, 40, heap.Reference(entries));
        return map;
    }

    private void WriteIterator(ref ObjectWriter heap, ref SeededRandom random, int items)
    {
        int iterator = heap.New(IteratorClass, 32);
        heap.Set(iterator, 12, (uint)items);
        heap.Set(iterator, 16, (uint)items - 1);
        heap.Set(iterator, 20, (uint)items);
        heap.Set(iterator, 24, Elsewhere(ref random));
    }

    /// <summary>A page that a request has made once.</summary>
    /// <returns>The string's place.</returns>
    private static int WritePage(ref ObjectWriter heap, ref SeededRandom random)
    {
        int text = heap.NewString();
        var page = new TextBuilder(ref heap);
        WriteHead(ref heap, ref random, ref page);
        int rows = random.Chance(NewSessionShare) ? MaxItems : LoadedItems(ref random) + random.Below(3);
        for (; rows > 0; rows--)
        {
            WriteCells(ref heap, ref random, ref page);
            WriteAttributes(ref heap, ref random, ref page);
            page.Append(ref heap, "</td></tr>\n"u8);
        }

        page.Append(ref heap, "</table></body></html>"u8);
        heap.SetArray(text, page.Close(ref heap));
        return text;
    }

    private static void WriteHead(ref ObjectWriter heap, ref SeededRandom random, ref TextBuilder page)
    {
        Span<byte> id = stackalloc byte[IdBytes];
        Uuid(ref random, id);
        page.Append(ref heap, TitleHead);
        page.Append(ref heap, id);
        page.Append(ref heap, "</title></head><body><table>"u8);
    }

    /// <summary>A row up to its attributes: number, name, and a price as Double.toString writes it.</summary>
    private static void WriteCells(ref ObjectWriter heap, ref SeededRandom random, ref TextBuilder page)
    {
        ulong bits = random.Next();
        page.Append(ref heap, "<tr><td>"u8);
        page.Append(ref heap, (uint)((bits & 0xffff_ffff) * 1_000_000 >> 32));
        page.Append(ref heap, "</td><td>"u8);
        Span<byte> name = stackalloc byte[MaxNameBytes];
        page.Append(ref heap, name[..Name(ref random, name)]);
        page.Append(ref heap, "</td><td>"u8);
        uint cents = (uint)((bits >> 32) * 100_000 >> 32);
        Span<byte> price = stackalloc byte[8];
        int length = DecimalText.Append(price, 0, cents / 100);
        price[length++] = (byte)'.';
        price[length++] = (byte)('0' + (cents / 10 % 10));
        if (cents % 10 != 0) price[length++] = (byte)('0' + (cents % 10));
        page.Append(ref heap, price[..length]);
        page.Append(ref heap, "</td><td>"u8);
    }

    private static void WriteAttributes(ref ObjectWriter heap, ref SeededRandom random, ref TextBuilder text)
    {
        text.Append(ref heap, "{"u8);
        for (int i = random.Below(MaxAttributes); i >= 0; i--)
        {
            text.AppendWord(ref heap, SmallText.Next(ref random));
            text.Append(ref heap, "="u8);
            text.AppendWord(ref heap, SmallText.Next(ref random));
            if (i > 0) text.Append(ref heap, ", "u8);
        }

        text.Append(ref heap, "}"u8);
    }

    /// <summary>An id as UUID.nameUUIDFromBytes makes them: of version 3 [RFC9562 §5.3].</summary>
    private static void Uuid(ref SeededRandom random, Span<byte> to)
    {
        Span<byte> digits = stackalloc byte[32];
        for (int at = 0; at < digits.Length; at += 16)
        {
            ulong bits = random.Next();
            BinaryPrimitives.WriteUInt64LittleEndian(digits[at..], Hex((uint)bits));
            BinaryPrimitives.WriteUInt64LittleEndian(digits[(at + 8)..], Hex((uint)(bits >> 32)));
        }

        digits[12] = (byte)'3';
        digits[16] = "89ab"u8[digits[16] & 3];
        digits[..8].CopyTo(to);
        digits.Slice(8, 4).CopyTo(to[9..]);
        digits.Slice(12, 4).CopyTo(to[14..]);
        digits.Slice(16, 4).CopyTo(to[19..]);
        digits[20..].CopyTo(to[24..]);
        to[8] = to[13] = to[18] = to[23] = (byte)'-';
    }

    /// <summary>Eight hexadecimal digits, the lowest first.</summary>
    private static ulong Hex(uint number)
    {
        ulong nibbles = (number | (ulong)number << 16) & 0x0000_ffff_0000_ffff;
        nibbles = (nibbles | nibbles << 8) & 0x00ff_00ff_00ff_00ff;
        nibbles = (nibbles | nibbles << 4) & 0x0f0f_0f0f_0f0f_0f0f;
        // Those above 9 have the fourth bit set when 6 is added.
        ulong letters = (nibbles + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101;
        return nibbles + 0x3030_3030_3030_3030 + (letters * ('a' - '0' - 10));
    }

    private static int LoadedItems(ref SeededRandom random) => MinItems + random.Below(MaxLoadedItems - MinItems + 1);

    /// <summary>A name of two words.</summary>
    /// <returns>Its length.</returns>
    private static int Name(ref SeededRandom random, Span<byte> to)
    {
        SmallText.PaddedAt(SmallText.Next(ref random), out int length).CopyTo(to);
        to[length++] = (byte)' ';
        SmallText.PaddedAt(SmallText.Next(ref random), out int second).CopyTo(to[length..]);
        return length + second;
    }

    private static ulong AnyTime(ref SeededRandom random) => (ulong)random.Below(1 << 17);

    private uint WordAt(int place) => heapBase + ((uint)WordPlaces.OffsetOf(place) >> shift);

    /// <summary>A reference to some object of the heap.</summary>
    private uint Elsewhere(ref SeededRandom random) => heapBase + (uint)(random.Below(heapBytes / 8) * 8 >> shift);

    private ulong SomewhereElse(ref SeededRandom random) => ((ulong)heapBase << shift) + ((ulong)random.Below(heapBytes / 8) * 8);
}
