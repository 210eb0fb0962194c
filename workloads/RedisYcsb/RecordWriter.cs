using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// Writes records as a fresh <c>HMSET</c> and <c>ZADD</c> leave them in the heap of Redis 7.0 [Redis dict.h, server.h, sds.h].
/// Everything but the bucket arrays and their chains, which depend on the order of loading. Thread-safe for different records.
/// </summary>
internal sealed class RecordWriter(HeapLayout layout, FieldTables tables, HeapMemory heap, int debt, ulong seed)
{
    /// <summary>Seconds clock of the server when the load ended; its 24 bits stand in every robj.</summary>
    public const uint LoadedAt = 0x65_4321;

    private const double LoadRecordsPerSecond = 60_000; // assumed
    private const int ObjectType = 0x24; // hash, encoded as a hash table
    private const ulong ProgramBase = 0x55d3_9a1c_0000;

    /// <summary>Writes all objects of a record.</summary>
    public void Write(long record)
    {
        var random = new SeededRandom(seed, (ulong)record);
        var places = new RecordPlaces(layout, record);
        WriteObject(places, record);
        WriteDict(places, tables.At(debt));
        WriteFields(ref random, places, tables.At(debt));
        Span<byte> key = stackalloc byte[YcsbText.MaxKeyBytes];
        key = key[..YcsbText.WriteKey(record, key)];
        WriteIndex(ref random, places, record, key);
    }

    private void WriteObject(RecordPlaces places, long record)
    {
        uint loaded = LoadedAt - (uint)((layout.Records - record) / LoadRecordsPerSecond);
        heap.SetWord(places.Object, ObjectType | ((ulong)loaded << 8) | (1UL << 32));
        heap.SetWord(places.Object + 8, layout.Address(places.Header));
    }

    private void WriteDict(RecordPlaces places, FieldTables.Stage stage)
    {
        bool done = stage.RehashIndex < 0;
        DictHeader.Write(heap, layout, places, stage);
        heap.SetWord(places.Header, ProgramBase + 0x1a40);
        for (int slot = 0; slot < stage.Small.Length && !done; slot++)
            heap.SetWord(places.SmallTable + (slot * 8), EntryAddress(places, stage.Small[slot]));
        for (int slot = 0; slot < stage.Large.Length; slot++)
            heap.SetWord(places.LargeTable + (slot * 8), EntryAddress(places, stage.Large[slot]));
    }

    private ulong EntryAddress(RecordPlaces places, sbyte field) =>
        field == FieldTables.None ? 0 : layout.Address(places.FieldEntry(field));

    private void WriteFields(ref SeededRandom random, RecordPlaces places, FieldTables.Stage stage)
    {
        for (int field = 0; field < FieldTables.Fields; field++)
        {
            long name = places.FieldName(field);
            // Type 5 of length 6, "field" and the digit, NUL.
            heap.SetWord(name, 0x0000_646c_6569_6630UL | ((ulong)('0' + field) << 48));
            long value = places.Value(field);
            Span<byte> text = heap.Bytes(value, RecordPlaces.TextHeader + YcsbText.ValueBytes);
            text[0] = YcsbText.ValueBytes;
            text[1] = 108; // allocated: 112 less header and NUL
            text[2] = 1; // type 8
            YcsbText.FillValue(ref random, text[RecordPlaces.TextHeader..]);
            WriteEntry(places.FieldEntry(field), name + RecordPlaces.ShortTextHeader, value + RecordPlaces.TextHeader);
            heap.SetWord(places.FieldEntry(field) + 16, EntryAddress(places, stage.Next[field]));
        }
    }

    private void WriteEntry(long entry, long key, long value)
    {
        heap.SetWord(entry, layout.Address(key));
        heap.SetWord(entry + 8, layout.Address(value));
    }

    private void WriteIndex(ref SeededRandom random, RecordPlaces places, long record, ReadOnlySpan<byte> key)
    {
        WriteSlack(places, key.Length);
        WriteShortText(places.Key, key);
        WriteShortText(places.IndexKey, key);
        WriteEntry(places.KeyspaceEntry, places.Key + RecordPlaces.ShortTextHeader, places.Object);
        WriteEntry(places.IndexEntry, places.IndexKey + RecordPlaces.ShortTextHeader, places.Node + 8);
        heap.SetWord(places.Node, layout.Address(places.IndexKey + RecordPlaces.ShortTextHeader));
        heap.SetWord(places.Node + 8, BitConverter.DoubleToUInt64Bits(YcsbText.Score(key)));
        heap.SetWord(places.Node + 16, OtherNode(ref random));
        int levels = SkiplistLevels.Level(record);
        for (int level = 0; level < levels; level++)
        {
            heap.SetWord(places.Node + 24 + (level * 16), OtherNode(ref random));
            heap.SetWord(places.Node + 32 + (level * 16), level == 0 ? 1 : 1 + (ulong)random.Below(2 << (2 * level)));
        }
    }

    /// <summary>
    /// What arguments of earlier requests have left behind the index's entry and key: the last letters of field names and of "_indices",
    /// each an robj with its text behind it [Redis object.c, createEmbeddedStringObject], and half a pointer. As captured from Redis
    /// 7.0.15.
    /// </summary>
    private void WriteSlack(RecordPlaces places, int keyLength)
    {
        heap.SetWord(places.IndexEntry + 24, '4');
        ulong behindShortKey = keyLength < YcsbText.MaxKeyBytes ? (ulong)'5' : 0;
        heap.SetWord(places.IndexKey + 24, ((layout.VirtualBase >> 32) << 32) | ((ulong)'s' << 16) | behindShortKey);
    }

    /// <summary>The neighbour by score: any record, since scores are hashes.</summary>
    private ulong OtherNode(ref SeededRandom random) => layout.Address(new RecordPlaces(layout, random.Below(layout.Records)).Node);

    private void WriteShortText(long offset, ReadOnlySpan<byte> text)
    {
        Span<byte> to = heap.Bytes(offset, RecordPlaces.ShortTextHeader + text.Length);
        to[0] = (byte)(text.Length << 3);
        text.CopyTo(to[RecordPlaces.ShortTextHeader..]);
    }
}
