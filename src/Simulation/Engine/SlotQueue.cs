namespace MultifdBench.Simulation.Engine;

/// <summary>
/// A priority queue of numbered slots: the least key comes first, of equal keys the one that was set first. What a slot means is its
/// owner's, who keeps it in arrays by the slot's number. A slot in the queue can be given another key, so nothing outdated is left behind.
/// A binary heap; nothing is allocated once it has grown to its working size. Not thread-safe.
/// </summary>
internal sealed class SlotQueue
{
    private const int NotQueued = -1;

    private Entry[] _heap = new Entry[16];

    // By slot: where in the heap it is.
    private int[] _positions = new int[16];
    private int[] _free = new int[16];
    private int _freeCount;
    private int _slots;
    private long _order;

    /// <summary>Slots in the queue.</summary>
    public int Count { get; private set; }

    /// <summary>The least key; the queue is not empty.</summary>
    public long FirstKey => _heap[0].Key;

    /// <summary>A slot, not in the queue, until it is given back. Its number is below the most that were rented at a time.</summary>
    public int Rent()
    {
        if (_freeCount > 0) return _free[--_freeCount];
        if (_slots == _positions.Length) Array.Resize(ref _positions, 2 * _slots);
        _positions[_slots] = NotQueued;
        return _slots++;
    }

    /// <summary>Gives a slot back, which is not in the queue.</summary>
    public void Return(int slot)
    {
        if (_freeCount == _free.Length) Array.Resize(ref _free, 2 * _freeCount);
        _free[_freeCount++] = slot;
    }

    /// <summary>Puts a slot into the queue, or gives it another key: behind all that have that key already.</summary>
    public void Set(int slot, long key)
    {
        int at = _positions[slot];
        if (at == NotQueued)
        {
            if (Count == _heap.Length) Array.Resize(ref _heap, 2 * Count);
            at = Count++;
            Rise(at, new Entry(key, _order++, slot));
            return;
        }

        Entry entry = new(key, _order++, slot);
        if (entry.IsBefore(_heap[at])) Rise(at, entry);
        else Sink(at, entry);
    }

    /// <summary>Takes the first slot out of the queue, which is not empty. The slot stays rented.</summary>
    public int Take()
    {
        int slot = _heap[0].Slot;
        _positions[slot] = NotQueued;
        if (--Count > 0) Sink(0, _heap[Count]);
        return slot;
    }

    private void Rise(int at, in Entry entry)
    {
        Entry[] heap = _heap;
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!entry.IsBefore(heap[parent])) break;
            Place(heap, at, heap[parent]);
            at = parent;
        }

        Place(heap, at, entry);
    }

    private void Sink(int at, Entry entry)
    {
        Entry[] heap = _heap;
        for (int child = (2 * at) + 1; child < Count; child = (2 * at) + 1)
        {
            if (child + 1 < Count && heap[child + 1].IsBefore(heap[child])) child++;
            if (!heap[child].IsBefore(entry)) break;
            Place(heap, at, heap[child]);
            at = child;
        }

        Place(heap, at, entry);
    }

    private void Place(Entry[] heap, int at, in Entry entry)
    {
        heap[at] = entry;
        _positions[entry.Slot] = at;
    }

    private readonly record struct Entry(long Key, long Order, int Slot)
    {
        public bool IsBefore(in Entry other) => Key != other.Key ? Key < other.Key : Order < other.Order;
    }
}
