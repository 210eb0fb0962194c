namespace MultifdBench.Workloads.Memcached;

/// <summary>
/// Chunks of items, the lists of least recent use and the chains of the hash table, as the server has them. Used by one thread at a time.
/// </summary>
internal sealed class ItemLinks
{
    private readonly int[] _older;
    private readonly int[] _newer;
    private readonly int[] _newest = NewArray(SlabClasses.ChunkBytes.Length);
    private readonly int[] _chain;
    private readonly int[] _bucket;

    /// <summary>Links after the load: renewed items are the newest, the others in the order of the load.</summary>
    public ItemLinks(MemcachedLayout layout)
    {
        Chunks = [.. layout.Chunks];
        FreeChunk = NewArray(SlabClasses.ChunkBytes.Length);
        for (int chunk = 0; chunk < layout.ItemOf.Length; chunk++)
        {
            int slab = chunk >> 14;
            if (layout.ItemOf[chunk] == MemcachedLayout.None && chunk - MemcachedLayout.FirstChunk(slab) < layout.ChunksOf(slab))
                FreeChunk[layout.SlabClass[slab]] = chunk;
        }

        _older = NewArray(layout.Items);
        _newer = NewArray(layout.Items);
        _chain = NewArray(layout.Items);
        _bucket = NewArray(1 << layout.HashPower);
        foreach (bool renewed in (bool[])[false, true])
        {
            for (int item = 0; item < layout.Items; item++)
            {
                if (layout.IsRenewed(item) != renewed) continue;
                Append(layout.ClassOf(item), item);
                int bucket = layout.BucketOf(item);
                _chain[item] = _bucket[bucket];
                _bucket[bucket] = item;
            }
        }
    }

    /// <summary>The chunk of each item.</summary>
    public int[] Chunks { get; }

    /// <summary>For each class the chunk that is taken next.</summary>
    public int[] FreeChunk { get; }

    /// <summary>The item behind one in its list: less recent.</summary>
    public int Older(int item) => _older[item];

    /// <summary>The item in front of one.</summary>
    public int Newer(int item) => _newer[item];

    /// <summary>The next item of a bucket.</summary>
    public int Chain(int item) => _chain[item];

    /// <summary>The first item of a bucket.</summary>
    public int Bucket(int bucket) => _bucket[bucket];

    /// <summary>The newest item of a class.</summary>
    public int Newest(int slabClass) => _newest[slabClass];

    /// <summary>Takes an item out of its list and puts it in front.</summary>
    public void Renew(int slabClass, int item)
    {
        if (_newest[slabClass] == item) return;
        _older[_newer[item]] = _older[item];
        if (_older[item] != MemcachedLayout.None) _newer[_older[item]] = _newer[item];
        Append(slabClass, item);
    }

    /// <summary>Takes an item out of its chain and puts it in front.</summary>
    /// <returns>The item that was before it, or <see cref="MemcachedLayout.None"/>.</returns>
    public int RenewInBucket(int bucket, int item)
    {
        int before = MemcachedLayout.None;
        for (int other = _bucket[bucket]; other != item; other = _chain[other]) before = other;
        if (before == MemcachedLayout.None) return before;
        _chain[before] = _chain[item];
        _chain[item] = _bucket[bucket];
        _bucket[bucket] = item;
        return before;
    }

    private void Append(int slabClass, int item)
    {
        _newer[item] = MemcachedLayout.None;
        _older[item] = _newest[slabClass];
        if (_newest[slabClass] != MemcachedLayout.None) _newer[_newest[slabClass]] = item;
        _newest[slabClass] = item;
    }

    private static int[] NewArray(int length)
    {
        int[] array = GC.AllocateUninitializedArray<int>(length);
        Array.Fill(array, MemcachedLayout.None);
        return array;
    }
}
