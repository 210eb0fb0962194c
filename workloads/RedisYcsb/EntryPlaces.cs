namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// Which of the 32-byte places each of a record's objects of that size gets: 12 dict entries and two keys. The allocator's thread cache
/// hands out last what was freed last, and arguments of requests have this size too, so the index's objects lie among those of earlier
/// records. The pattern is not drawn: a load of HMSET and ZADD, 16 records at a time, is played through such a cache, which repeats itself
/// with every 16 records. Captures of Redis 7.0.15 show it. Thread-safe.
/// </summary>
internal static class EntryPlaces
{
    /// <summary>Objects of a record.</summary>
    public const int PerRecord = 14;

    /// <summary>The keyspace's copy of the key.</summary>
    public const int Key = 0;

    /// <summary>The entry of the keyspace.</summary>
    public const int KeyspaceEntry = 1;

    /// <summary>The index's copy of the key.</summary>
    public const int IndexKey = 2;

    /// <summary>The entry of the index's dict.</summary>
    public const int IndexEntry = 3;

    /// <summary>The entry of the first field; the others follow.</summary>
    public const int FirstField = 4;

    private const int Batch = 16; // records that the loading client has in flight
    private const int SettledBatches = 64;
    private const int HashArguments = 11; // "HMSET" and the names; key and values have other sizes
    private const int IndexArguments = 3; // "ZADD", "_indices", the score; the key has another size

    // A dict of five fields leaves its table of 4 slots, 32 bytes; whose entry gets its place depends on the server's hash seed: the sixth
    // field's or, twice as likely, the seventh's.
    private const int FieldAtTable = 6;

    // Of each record of a batch, relative to the places that its predecessors have taken in number.
    private static readonly int[] Places = Load();
    private static readonly int Lead = Math.Max(0, -Places.Min());
    private static readonly int Reach = Places.Max() + 1;

    /// <summary>Places taken when a number of records has been loaded.</summary>
    public static long Count(long records) => (records * PerRecord) + Lead + Reach;

    /// <summary>The place of one of a record's objects.</summary>
    public static long Ordinal(long record, int what) => (record * PerRecord) + Lead + Places[((int)(record % Batch) * PerRecord) + what];

    private static int[] Load()
    {
        Cache cache = new();
        int[] places = new int[Batch * PerRecord];
        for (int record = 0; record < Batch * SettledBatches; record++)
        {
            Span<int> own = places.AsSpan(record % Batch * PerRecord, PerRecord);
            LoadRecord(cache, own, isFirstOfBatch: record % Batch == 0);
            foreach (ref int place in own) place -= record * PerRecord;
        }

        return places;
    }

    private static void LoadRecord(Cache cache, Span<int> places, bool isFirstOfBatch)
    {
        // Until the server has answered a batch, it holds a list node for the client.
        if (isFirstOfBatch) cache.FreeHeld("node");
        // A client's array of arguments is freed when the next request is read; HMSET's has another size.
        cache.FreeHeld("arguments");
        int[] arguments = cache.Take(HashArguments);
        places[Key] = cache.Take();
        places[KeyspaceEntry] = cache.Take();
        int table = cache.Take();
        for (int field = 0; field < FieldTables.Fields; field++)
        {
            if (field == FieldAtTable) cache.Free(table);
            places[FirstField + field] = cache.Take();
        }

        if (isFirstOfBatch) cache.Hold("node");
        cache.Free(arguments);
        cache.Hold("arguments");
        arguments = cache.Take(IndexArguments);
        places[IndexKey] = cache.Take();
        places[IndexEntry] = cache.Take();
        cache.Free(arguments);
    }

    /// <summary>The thread cache of one size: a stack, filled with new places in the order of their addresses.</summary>
    private sealed class Cache
    {
        private readonly Stack<int> _free = new();
        private readonly Dictionary<string, int> _held = [];
        private int _new;

        public int Take() => _free.TryPop(out int place) ? place : _new++;

        public int[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Take())];

        public void Free(params ReadOnlySpan<int> places)
        {
            foreach (int place in places) _free.Push(place);
        }

        public void Hold(string name) => _held[name] = Take();

        public void FreeHeld(string name)
        {
            if (_held.Remove(name, out int place)) _free.Push(place);
        }
    }
}
