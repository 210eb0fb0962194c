using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Jvm;

/// <summary>
/// What a session cache and its requests leave in a Java heap: sessions with a list of items, each with a name, numbers and a hash map of
/// attributes; pages of HTML; and of each request the strings that it has put together, each buffer twice as long as the one before.
/// </summary>
internal static class SessionObjects
{
    /// <summary>Bytes that a session, or what a request leaves, may need.</summary>
    public const int MaxBytes = 40 << 10;

    /// <summary>Bytes of scratch that the writers need.</summary>
    public const int ScratchBytes = 8 << 10;

    private const int MaxItems = 12;
    private const int MinRows = 3; // counted on the sample: pages of requests are longer than those that sessions keep
    private const int MaxAttributes = 4;
    private const int MaxNumbers = 20;
    private const int MaxNumber = 1000;
    private const uint SessionClass = 0x0100_3800;
    private const uint ItemClass = 0x0100_3a18;
    private const uint ListClass = 0xe140;
    private const uint ObjectArrayClass = 0x1550;
    private const uint LinkedEntryClass = 0x13_6230;
    private const uint MapClass = 0xb_2048;
    private const uint NodeArrayClass = 0x13_6938;
    private const uint NodeClass = 0x13_5fe0;
    private const uint EntrySetClass = 0x11_a058;
    private const uint BuilderClass = 0xf748;
    private const uint LoadFactor = 0x3f40_0000; // 0.75
    private const int MapSlots = 16;
    private const int FirstCapacity = 16;
    private const ulong Clock = 0x01_a224_c900_00; // milliseconds since 1970, of the sample's year

    /// <summary>A session, and the page that one was last shown.</summary>
    public static void WriteSession(ref ObjectWriter heap, ref SeededRandom random, Span<byte> scratch, uint words)
    {
        int length = Page(ref random, scratch);
        if (random.Chance(0.85)) heap.NewString(scratch[..length]);
        Span<byte> token = stackalloc byte[32];
        random.Fill(token);
        int tokenPlace = heap.NewBytes(token, token.Length);
        int entry = heap.New(LinkedEntryClass, 40);
        int session = heap.New(SessionClass, 48);
        int list = heap.New(ListClass, 24);
        int items = 1 + random.Below(MaxItems);
        int array = heap.NewInts(items > 10 ? 15 : 10, ObjectArrayClass);
        Uuid(ref random, scratch);
        int id = heap.NewString(scratch[..36]);
        heap.Set(entry, 12, (uint)random.Next());
        heap.Set(entry, 16, heap.Reference(id));
        heap.Set(entry, 20, heap.Reference(session));
        heap.Set(entry, 28, heap.Reference(entry) - (uint)random.Below(1 << 20) * 8);
        heap.Set(entry, 32, heap.Reference(entry) + (uint)random.Below(1 << 20) * 8);
        ulong time = Clock + (ulong)random.Below(1 << 20);
        heap.Set(session, 12, heap.Reference(id));
        heap.SetLong(session, 16, time);
        heap.SetLong(session, 24, time + (ulong)random.Below(1 << 14));
        heap.Set(session, 32, words + ((uint)SmallText.Next(ref random) * 24));
        heap.Set(session, 36, heap.Reference(list));
        heap.Set(session, 40, heap.Reference(tokenPlace));
        heap.Set(list, 12, (uint)items);
        heap.Set(list, 16, (uint)items);
        heap.Set(list, 20, heap.Reference(array));
        for (int item = 0; item < items; item++)
            heap.Set(array, ObjectWriter.ArrayHead + (4 * item), heap.Reference(WriteItem(ref heap, ref random, scratch, words)));
    }

    /// <summary>What a request leaves: its session is written out as a page of HTML.</summary>
    public static void WriteRequest(ref ObjectWriter heap, ref SeededRandom random, Span<byte> scratch)
    {
        int rows = MinRows + random.Below(MaxItems - 1);
        int length = PageHead(ref random, scratch);
        int capacity = FirstCapacity;
        int buffer = heap.NewBytes(capacity);
        int kept = 0;
        for (int row = 0; row < rows; row++)
        {
            int attributes = length;
            length = Row(ref random, scratch, length, out int from, out int to);
            WriteBuilder(ref heap, scratch[from..to]);
            while (length > capacity)
            {
                kept = Math.Min(capacity, attributes);
                scratch[..kept].CopyTo(heap.Elements(buffer, capacity));
                capacity = (2 * capacity) + 2;
                buffer = heap.NewBytes(capacity);
            }
        }

        length = Append(scratch, length, "</table></body></html>"u8);
        if (length <= capacity) scratch[..length].CopyTo(heap.Elements(buffer, capacity));
        heap.NewString(scratch[..length]);
    }

    /// <summary>Fills what is left of a region.</summary>
    public static void WriteRest(ref ObjectWriter heap, ref SeededRandom random, Span<byte> scratch)
    {
        while (heap.Room >= 64)
        {
            int length = Page(ref random, scratch);
            length = Math.Min(length, heap.Room - ObjectWriter.ArrayHead - 8);
            heap.NewBytes(scratch[..length], length);
        }
    }

    private static int WriteItem(ref ObjectWriter heap, ref SeededRandom random, Span<byte> scratch, uint words)
    {
        ulong bits = random.Next();
        int item = heap.New(ItemClass, 40);
        int length = SmallText.Append(scratch, 0, SmallText.Next(ref random));
        scratch[length++] = (byte)' ';
        length = SmallText.Append(scratch, length, SmallText.Next(ref random));
        heap.Set(item, 12, heap.Reference(heap.NewString(scratch[..length])));
        heap.SetLong(item, 16, (bits & 0xffff_ffff) * 1_000_000 >> 32);
        heap.SetLong(item, 24, BitConverter.DoubleToUInt64Bits(((bits >> 32) * 100_000 >> 32) / 100.0));
        int count = random.Below(MaxNumbers);
        int numbers = heap.NewInts(count);
        for (int i = 0; i < count; i++) heap.Set(numbers, ObjectWriter.ArrayHead + (4 * i), (uint)random.Below(MaxNumber));
        heap.Set(item, 32, heap.Reference(numbers));
        heap.Set(item, 36, heap.Reference(WriteMap(ref heap, ref random, words)));
        return item;
    }

    private static int WriteMap(ref ObjectWriter heap, ref SeededRandom random, uint words)
    {
        int map = heap.New(MapClass, 48);
        int table = heap.NewInts(MapSlots, NodeArrayClass);
        int size = 1 + random.Below(MaxAttributes);
        Span<int> first = stackalloc int[MapSlots];
        first.Clear();
        for (int i = 0; i < size; i++)
        {
            int word = SmallText.Next(ref random);
            uint hash = (uint)SeededRandom.Mix((ulong)word) >> (word < 60 ? 14 : 0);
            hash ^= hash >> 16;
            int node = heap.New(NodeClass, 32);
            heap.Set(node, 12, hash);
            heap.Set(node, 16, words + ((uint)word * 24));
            heap.Set(node, 20, words + ((uint)SmallText.Next(ref random) * 24));
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

    /// <summary>A StringBuilder that has grown to hold a text, and the string made from it.</summary>
    private static void WriteBuilder(ref ObjectWriter heap, ReadOnlySpan<byte> text)
    {
        int builder = heap.New(BuilderClass, 24);
        heap.Set(builder, 12, (uint)text.Length);
        int capacity = FirstCapacity;
        for (; capacity < text.Length; capacity = (2 * capacity) + 2) heap.NewBytes(text[..capacity], capacity);
        heap.Set(builder, 20, heap.Reference(heap.NewBytes(text, capacity)));
        heap.NewString(text);
    }

    private static int Page(ref SeededRandom random, Span<byte> to)
    {
        int length = PageHead(ref random, to);
        for (int rows = 1 + random.Below(MaxItems); rows > 0; rows--) length = Row(ref random, to, length, out _, out _);
        return Append(to, length, "</table></body></html>"u8);
    }

    private static int PageHead(ref SeededRandom random, Span<byte> to)
    {
        int length = Append(to, 0, "<html><head><title>"u8);
        Uuid(ref random, to[length..]);
        return Append(to, length + 36, "</title></head><body><table>"u8);
    }

    private static int Row(ref SeededRandom random, Span<byte> to, int at, out int from, out int end)
    {
        ulong bits = random.Next();
        at = Append(to, at, "<tr><td>"u8);
        at = DecimalText.Append(to, at, (uint)((bits & 0xffff_ffff) * 1_000_000 >> 32));
        at = Append(to, at, "</td><td>"u8);
        at = SmallText.Append(to, at, SmallText.Next(ref random));
        to[at++] = (byte)' ';
        at = SmallText.Append(to, at, SmallText.Next(ref random));
        at = Append(to, at, "</td><td>"u8);
        uint cents = (uint)((bits >> 32) * 100_000 >> 32);
        at = DecimalText.Append(to, at, cents / 100);
        to[at++] = (byte)'.';
        at = DecimalText.Append(to, at, cents % 100);
        at = Append(to, at, "</td><td>"u8);
        from = at;
        to[at++] = (byte)'{';
        for (int i = random.Below(MaxAttributes); i >= 0; i--)
        {
            at = SmallText.Append(to, at, SmallText.Next(ref random));
            to[at++] = (byte)'=';
            at = SmallText.Append(to, at, SmallText.Next(ref random));
            if (i > 0) at = Append(to, at, ", "u8);
        }

        to[at++] = (byte)'}';
        end = at;
        return Append(to, at, "</td></tr>\n"u8);
    }

    private static void Uuid(ref SeededRandom random, Span<byte> to)
    {
        ulong bits = 0;
        for (int i = 0; i < 36; i++, bits >>= 4)
        {
            if ((i & 15) == 0) bits = random.Next();
            to[i] = i is 8 or 13 or 18 or 23 ? (byte)'-' : "0123456789abcdef"u8[(int)(bits & 15)];
        }
    }

    private static int Append(Span<byte> to, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(to[at..]);
        return at + text.Length;
    }
}
