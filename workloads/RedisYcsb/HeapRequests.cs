using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// Serves requests in guest memory: writes what Redis writes, each time before it marks the page. Holds a reference to the state
/// that lives longer than a batch.
/// </summary>
internal readonly struct HeapRequests(HeapLayout layout, FieldTables tables, HeapMemory heap, HeapRequests.State state, uint clock)
    : IRequestSink
{
    private const int QueryPage = 0;
    private const int ReplyPage = 1;
    private const int ClientPage = 2;
    private const int ReplyBytes = 256;
    private const int KeyTextBytes = YcsbText.MaxKeyBytes + RecordPlaces.ShortTextHeader;

    /// <summary>What goes on from batch to batch.</summary>
    public sealed class State(ulong seed)
    {
        /// <summary>Source of new values.</summary>
        public SeededRandom Random = new(seed, ulong.MaxValue - 3);

        /// <summary>Requests served, as the server's statistics count them.</summary>
        public ulong Served;
    }

    /// <inheritdoc/>
    public void Wake()
    {
        for (int page = 0; page < HeapLayout.ServerPages; page++)
        {
            long offset = ((long)page << Page.Shift) + (page * 64);
            heap.SetWord(offset, state.Served);
            heap.Mark(offset);
        }
    }

    /// <inheritdoc/>
    public void LookUp(long record, int connection)
    {
        var places = new RecordPlaces(layout, record);
        places.Touch(heap, clock);
        heap.Mark(places.Object);
        state.Served++;
        WriteBuffers(places, connection);
    }

    /// <inheritdoc/>
    public void Update(long record, int field, int debt)
    {
        var places = new RecordPlaces(layout, record);
        long value = places.Value(field);
        YcsbText.FillValue(ref state.Random, heap.Bytes(value + RecordPlaces.TextHeader, YcsbText.ValueBytes));
        heap.Mark(value);
        // An object may lie across two pages of its slab.
        heap.Mark(value + RecordPlaces.TextHeader + YcsbText.ValueBytes);
        long entry = places.FieldEntry(field);
        // The new value takes the place that the old one has left, so the pointer is written but stays the same. Measured: 92 % of
        // dirtied entry pages are identical on an aged server.
        heap.SetWord(entry + 8, layout.Address(value + RecordPlaces.TextHeader));
        heap.Mark(entry);
        if (debt > 0) MoveBucket(places, tables.At(debt), tables.At(debt - 1));
    }

    private void WriteBuffers(RecordPlaces places, int connection)
    {
        long first = (HeapLayout.ServerPages + ((long)connection * HeapLayout.ConnectionPages)) << Page.Shift;
        long query = first + (QueryPage << Page.Shift);
        heap.Bytes(places.Key, KeyTextBytes).CopyTo(heap.Bytes(query + 22, KeyTextBytes));
        heap.Mark(query);
        long reply = first + (ReplyPage << Page.Shift);
        heap.Bytes(places.Value(0), YcsbText.ValueBytes).CopyTo(heap.Bytes(reply, YcsbText.ValueBytes));
        heap.Bytes(places.Value(1), YcsbText.ValueBytes).CopyTo(heap.Bytes(reply + ReplyBytes / 2, YcsbText.ValueBytes));
        heap.Mark(reply);
        long client = first + (ClientPage << Page.Shift);
        heap.SetWord(client + 64, state.Served);
        heap.SetWord(client + 72, clock);
        heap.Mark(client);
    }

    private void MoveBucket(RecordPlaces places, FieldTables.Stage before, FieldTables.Stage after)
    {
        int bucket = before.NextBucket;
        heap.SetWord(places.SmallTable + (bucket * 8), 0);
        heap.Mark(places.SmallTable);
        for (int slot = 0; slot < after.Large.Length; slot++)
        {
            if (after.Large[slot] != before.Large[slot])
                heap.SetWord(places.LargeTable + (slot * 8), EntryAddress(places, after.Large[slot]));
        }

        heap.Mark(places.LargeTable);
        for (sbyte field = before.Small[bucket]; field != FieldTables.None; field = before.Next[field])
        {
            heap.SetWord(places.FieldEntry(field) + 16, EntryAddress(places, after.Next[field]));
            heap.Mark(places.FieldEntry(field));
        }

        // An entry that was at the head of a large bucket may now follow a moved one; its own words stay as they are.
        DictHeader.Write(heap, layout, places, after);
        heap.Mark(places.Header);
    }

    private ulong EntryAddress(RecordPlaces places, sbyte field) =>
        field == FieldTables.None ? 0 : layout.Address(places.FieldEntry(field));
}
