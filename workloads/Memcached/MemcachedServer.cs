using System.Buffers.Binary;
using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Scenarios;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.Memcached;

/// <summary>
/// A memcached server. A get counts a reference in the item's head, and takes it back; a set writes the new item into the free
/// chunk of its class, links it in place of the old one, and frees that chunk, which the next set takes [memcached items.c]. What
/// the thread that keeps the lists does is left out. Keys are asked for by Zipf's law, hot ones spread over memory.
/// </summary>
internal sealed class MemcachedServer : IServer
{
    private const int None = MemcachedLayout.None;
    private const ulong KeyStep = 2_654_435_761; // a prime above all numbers of items: ranks are spread over the items one to one
    private const ulong RequestStream = ulong.MaxValue - 7;
    private const int LoadedAt = 77; // seconds
    private const int LoadSeconds = 18;
    private const int RenewedSeconds = 94;
    private const int UpdateSeconds = 60; // an item's time is renewed so often at most [memcached items.c]
    private const double FetchedShare = 0.26; // counted on the sample, assumed for every server
    private const double ActiveShare = 0.03;
    private const int WarmList = 64;
    private const int ColdList = 128;

    private readonly MemcachedLayout _layout;
    private readonly Zipfian _popularity;
    private readonly ulong _seed;
    private ItemLinks? _links;
    private SeededRandom _random;
    private ulong _sets;
    private int _connection;

    private MemcachedServer(long pages, MemcachedParameters parameters, ulong seed)
    {
        _layout = new MemcachedLayout(pages, parameters, seed);
        _popularity = new Zipfian(_layout.Items);
        _seed = seed;
    }

    /// <summary>Its line in the catalog.</summary>
    public static ScenarioGenerator Generator { get; } = ServerProgram.Generator("memcached", MemcachedLayout.MinPages, scenario =>
    {
        MemcachedParameters parameters = MemcachedParameters.Read(scenario);
        return (pages, seed) => new MemcachedServer(pages, parameters, seed);
    });

    /// <inheritdoc/>
    public long PageCount => _layout.PageCount;

    /// <inheritdoc/>
    public void Write(HeapMemory memory)
    {
        Rewind();
        ItemLinks links = _links!;
        Parallel.For(0, _layout.SlabClass.Count, slab => WriteSlab(memory, links, slab));
        for (int bucket = 0; bucket < 1 << _layout.HashPower; bucket++)
        {
            if (links.Bucket(bucket) is var item and not None) memory.SetWord(BucketOffset(bucket), AddressOf(links, item));
        }

        for (long page = 0; page < _layout.HashPage; page++) ServerPages.WriteData(memory, page, _seed);
    }

    /// <inheritdoc/>
    public void Rewind()
    {
        _links = new ItemLinks(_layout);
        _random = new SeededRandom(_seed, RequestStream);
        _sets = 0;
        _connection = 0;
    }

    /// <inheritdoc/>
    public void Serve(HeapMemory memory, int count, long guestNs)
    {
        uint time = LoadedAt + LoadSeconds + RenewedSeconds + (uint)(guestNs / 1_000_000_000);
        for (int i = 0; i < count; i++)
        {
            int item = (int)((ulong)_popularity.Next(ref _random) * KeyStep % (ulong)_layout.Items);
            if (++_connection >= _layout.Parameters.Connections) _connection = 0;
            WriteBuffers(memory, item);
            if (_random.Chance(_layout.Parameters.GetShare)) Get(memory, item, time);
            else Set(memory, item, time);
        }
    }

    private void Get(HeapMemory memory, int item, uint time)
    {
        long head = _layout.Offset(_links!.Chunks[item]);
        Span<byte> bytes = memory.Bytes(head, ItemWriter.FlagsOffset + sizeof(ushort));
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(bytes[ItemWriter.FlagsOffset..]);
        ushort newFlags = (ushort)(flags | ((flags & ItemWriter.Fetched) == 0 ? ItemWriter.Fetched : ItemWriter.Active));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[ItemWriter.FlagsOffset..], newFlags);
        Span<byte> accessed = bytes[ItemWriter.TimeOffset..];
        if (time >= BinaryPrimitives.ReadUInt32LittleEndian(accessed) + UpdateSeconds)
            BinaryPrimitives.WriteUInt32LittleEndian(accessed, time);
        memory.Mark(head);
        memory.Mark(head + ItemWriter.FlagsOffset);
    }

    private void Set(HeapMemory memory, int item, uint time)
    {
        ItemLinks links = _links!;
        int slabClass = _layout.ClassOf(item);
        int old = links.Chunks[item];
        Unlink(memory, slabClass, item);
        int before = links.RenewInBucket(_layout.BucketOf(item), item);
        // Without a free chunk the old one is written over, as the server does when it evicts an item that nobody else has.
        int chunk = links.FreeChunk[slabClass] == None ? old : links.FreeChunk[slabClass];
        links.Chunks[item] = chunk;
        long offset = _layout.Offset(chunk);
        Span<byte> bytes = memory.Bytes(offset, SlabClasses.ChunkBytes[slabClass]);
        ItemWriter.Write(bytes, _layout, item, ++_sets, time, ItemWriter.Linked, 0, (ulong)_layout.Items + _sets);
        WriteLinks(memory, links, item);
        for (long page = offset; page < offset + bytes.Length; page += Page.SizeBytes) memory.Mark(page);
        memory.Mark(offset + bytes.Length - 1);
        if (links.Older(item) is var older and not None)
            SetAndMark(memory, Head(older) + ItemWriter.PreviousOffset, AddressOf(links, item));
        int bucket = _layout.BucketOf(item);
        SetAndMark(memory, BucketOffset(bucket), AddressOf(links, item));
        if (before != None)
            SetAndMark(memory, Head(before) + ItemWriter.ChainOffset, AddressOf(links, links.Chain(before)));
        if (chunk == old) return;
        ItemWriter.WriteFree(memory.Bytes(_layout.Offset(old), SlabClasses.ChunkBytes[slabClass]), slabClass, 0, 0);
        memory.Mark(_layout.Offset(old));
        memory.Mark(_layout.Offset(old) + ItemWriter.FlagsOffset);
        links.FreeChunk[slabClass] = old;
    }

    /// <summary>Takes an item out of its list; it is the newest of its class then.</summary>
    private void Unlink(HeapMemory memory, int slabClass, int item)
    {
        ItemLinks links = _links!;
        int newer = links.Newer(item);
        int older = links.Older(item);
        links.Renew(slabClass, item);
        if (newer != None) SetAndMark(memory, Head(newer), AddressOf(links, links.Older(newer)));
        if (newer != None && older != None)
            SetAndMark(memory, Head(older) + ItemWriter.PreviousOffset, AddressOf(links, newer));
    }

    private void WriteBuffers(HeapMemory memory, int item)
    {
        long worker = (long)(_connection % MemcachedLayout.WorkerPages) << Page.Shift;
        long connection = (MemcachedLayout.WorkerPages + ((long)_connection * MemcachedLayout.ConnectionPages)) << Page.Shift;
        SetAndMark(memory, worker + 64, memory.Word(worker + 64) + 1);
        SetAndMark(memory, connection + 128, (ulong)item);
        Span<byte> buffer = memory.Bytes(connection + Page.SizeBytes, 32);
        "get user:"u8.CopyTo(buffer);
        DecimalText.Append(buffer, 9, (uint)item);
        memory.Mark(connection + Page.SizeBytes);
    }

    private void WriteSlab(HeapMemory memory, ItemLinks links, int slab)
    {
        int slabClass = _layout.SlabClass[slab];
        int bytes = SlabClasses.ChunkBytes[slabClass];
        int first = MemcachedLayout.FirstChunk(slab);
        for (int chunk = first; chunk < first + _layout.ChunksOf(slab); chunk++)
        {
            int item = _layout.ItemOf[chunk];
            long offset = _layout.Offset(chunk);
            Span<byte> to = memory.Bytes(offset, bytes);
            if (item == None)
            {
                // The list of free chunks goes down, and back up.
                ulong address = MemcachedLayout.Address(offset);
                ItemWriter.WriteFree(to, slabClass, chunk == first ? 0 : address - (ulong)bytes, address + (ulong)bytes);
                continue;
            }

            var random = new SeededRandom(_seed, ~(ulong)item);
            bool isRenewed = _layout.IsRenewed(item);
            double fetched = random.Unit();
            ushort flags = (ushort)(ItemWriter.Linked | (fetched < FetchedShare + ActiveShare ? ItemWriter.Fetched : 0)
                | (fetched < ActiveShare ? ItemWriter.Active : 0));
            long loaded = (long)LoadSeconds * item / _layout.Items;
            long time = LoadedAt + (isRenewed ? LoadSeconds + random.Below(RenewedSeconds) : loaded);
            long number = isRenewed && random.Chance(0.5) ? _layout.Items + random.Below(_layout.Items / 8 + 1) : item + 1;
            ItemWriter.Write(to, _layout, item, 0, (uint)time, flags, isRenewed ? WarmList : ColdList, (ulong)number);
            WriteLinks(memory, links, item);
        }
    }

    private void WriteLinks(HeapMemory memory, ItemLinks links, int item)
    {
        long head = _layout.Offset(links.Chunks[item]);
        memory.SetWord(head, AddressOf(links, links.Older(item)));
        memory.SetWord(head + ItemWriter.PreviousOffset, AddressOf(links, links.Newer(item)));
        memory.SetWord(head + ItemWriter.ChainOffset, AddressOf(links, links.Chain(item)));
    }

    private static void SetAndMark(HeapMemory memory, long offset, ulong value)
    {
        memory.SetWord(offset, value);
        memory.Mark(offset);
    }

    private long Head(int item) => _layout.Offset(_links!.Chunks[item]);

    private ulong AddressOf(ItemLinks links, int item) => item == None ? 0 : MemcachedLayout.Address(_layout.Offset(links.Chunks[item]));

    private long BucketOffset(int bucket) => (_layout.HashPage << Page.Shift) + ((long)bucket * sizeof(ulong));
}
