namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// A dict as HMSET fills it with a record's fields [Redis 7.0 dict.c, t_hash.c]: tables of 4, 8 and 16 slots, a field at the head of its
/// chain, and while two tables exist one bucket moved by each search and each insertion. Not thread-safe.
/// </summary>
internal sealed class FieldDict
{
    private const int SmallSlots = 8;

    private readonly int[] _hashes;
    private readonly sbyte[] _next = Empty(FieldTables.Fields);
    private sbyte[] _old = Empty(4);
    private sbyte[]? _new;
    private int _rehashIndex;
    private int _oldUsed;

    private FieldDict(int[] hashes) => _hashes = hashes;

    /// <summary>The dict after the load of a record.</summary>
    /// <param name="hashes">The low bits of the fields' hashes.</param>
    public static FieldDict Load(int[] hashes)
    {
        FieldDict dict = new(hashes);
        for (sbyte field = 0; field < FieldTables.Fields; field++)
        {
            dict.Step(); // HMSET looks for the field first
            dict.Add(field);
        }

        return dict;
    }

    /// <summary>Moves the next bucket that is not empty; nothing when there is only one table.</summary>
    public void Step()
    {
        if (_new is null) return;
        while (_old[_rehashIndex] == FieldTables.None) _rehashIndex++;
        for (sbyte field = _old[_rehashIndex], next; field != FieldTables.None; field = next)
        {
            next = _next[field];
            Insert(_new, field);
            _oldUsed--;
        }

        _old[_rehashIndex++] = FieldTables.None;
        if (_oldUsed > 0) return;
        _oldUsed = Count(_new);
        (_old, _new, _rehashIndex) = (_new, null, 0);
    }

    /// <summary>The tables of 8 and of 16 slots as they are now.</summary>
    public FieldTables.Stage Describe() => _new is not null
        ? new FieldTables.Stage([.. _old], [.. _new], [.. _next], _oldUsed, _rehashIndex)
        : new FieldTables.Stage(Empty(SmallSlots), [.. _old], [.. _next], 0, -1);

    private void Add(sbyte field)
    {
        Step();
        if (_new is null && _oldUsed >= _old.Length) _new = Empty(2 * _old.Length);
        if (_new is null) _oldUsed++;
        Insert(_new ?? _old, field);
    }

    private void Insert(sbyte[] table, sbyte field)
    {
        int slot = _hashes[field] & (table.Length - 1);
        _next[field] = table[slot];
        table[slot] = field;
    }

    private int Count(sbyte[] table)
    {
        int count = 0;
        foreach (sbyte head in table)
        {
            for (sbyte field = head; field != FieldTables.None; field = _next[field]) count++;
        }

        return count;
    }

    private static sbyte[] Empty(int slots)
    {
        sbyte[] table = new sbyte[slots];
        Array.Fill(table, FieldTables.None);
        return table;
    }
}
