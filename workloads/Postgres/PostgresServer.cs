using System.Buffers.Binary;
using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Scenarios;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.Postgres;

/// <summary>
/// A PostgreSQL server under pgbench. A transaction updates a random account: the old version is marked, the new one goes to
/// where an older one of its page has died, or to a spare page, with a new place in the index; the descriptors of the buffers
/// count who uses them; the log grows. Tellers, branches and history are on pages that every transaction writes.
/// </summary>
internal sealed class PostgresServer : IServer
{
    private const ulong TransactionStream = ulong.MaxValue - 9;
    private const uint FirstTransaction = 20_000;
    private const ulong LoadLogPosition = 0x0100_0000;
    private const ulong LogBytesPerLoadedPage = 6616; // from the sample: log positions of its pages
    private const ulong Segment = 0x0000_7f70_0000_0000; // of shared memory, assumed
    private const uint Tablespace = 1663; // pg_default [PostgreSQL pg_tablespace.dat]
    private const uint Database = 5; // postgres [PostgreSQL pg_database.dat]
    private const uint AccountsRelation = 16_396; // the first ones that a user has made
    private const uint IndexRelation = 16_404;
    private const uint NoProcess = int.MaxValue;
    private const uint NotInFreeList = unchecked((uint)-2);
    private const ushort ContentLock = 0x38;
    private const uint LockReleased = 0x2000_0000;
    private const uint Valid = 0x8300_0000;
    private const uint Dirty = 0x1080_0000;
    private const int StateOffset = 24;
    private const ushort LogMagic = 0xd110; // of version 15 [PostgreSQL xlog_internal.h]
    private const int LogHeaderBytes = 24;

    private readonly PostgresLayout _layout;
    private readonly PostgresParameters _parameters;
    private readonly ulong _seed;
    private readonly byte[] _deadRow; // for each page of accounts, 1 + the row whose version has died; 0 for none
    private SeededRandom _random;
    private uint _transaction;
    private ulong _logPosition;
    private long _spareVersion;
    private State _filled;

    private PostgresServer(long pages, PostgresParameters parameters, ulong seed)
    {
        _layout = new PostgresLayout(pages, parameters, seed);
        _parameters = parameters;
        _seed = seed;
        _deadRow = new byte[_layout.AccountsBlocks];
        _filled = new State([], default, 0, 0, 0);
    }

    /// <summary>Its line in the catalog.</summary>
    public static ScenarioGenerator Generator { get; } = ServerProgram.Generator("postgres", PostgresLayout.MinPages, scenario =>
    {
        PostgresParameters parameters = PostgresParameters.Read(scenario);
        return (pages, seed) => new PostgresServer(pages, parameters, seed);
    });

    /// <inheritdoc/>
    public long PageCount => _layout.PageCount;

    /// <inheritdoc/>
    public void Write(HeapMemory memory)
    {
        Array.Clear(_deadRow);
        _random = new SeededRandom(_seed, TransactionStream);
        _transaction = FirstTransaction;
        _logPosition = LoadLogPosition + (LogBytesPerLoadedPage * (ulong)_layout.AccountsBlocks);
        _spareVersion = 0;
        Parallel.For(0, _layout.Buffers, buffer => WriteBuffer(memory, buffer));
        for (long page = 0; page < _layout.LogPage; page++) ServerPages.WriteData(memory, page, _seed);
        WriteTable(memory);
        for (long done = (long)(_parameters.TransactionsBefore * _layout.AccountsBlocks); done > 0; done--)
            Update(memory, _random.Below(_layout.Accounts), marks: false);
        // The log writer has written and prepared all of its buffers.
        for (long page = 0; page < _layout.LogPages; page += 2)
            WriteLogHeader(memory, page, (_logPosition & ~8191UL) + ((ulong)page << Page.Shift));
        _filled = new State([.. _deadRow], _random, _transaction, _logPosition, _spareVersion);
    }

    /// <inheritdoc/>
    public void Rewind()
    {
        _filled.DeadRow.CopyTo(_deadRow, 0);
        _random = _filled.Random;
        _transaction = _filled.Transaction;
        _logPosition = _filled.LogPosition;
        _spareVersion = _filled.SpareVersion;
    }

    /// <inheritdoc/>
    public void Serve(HeapMemory memory, int count, long guestNs)
    {
        for (int i = 0; i < count; i++)
        {
            Update(memory, _random.Below(_layout.Accounts), marks: true);
            AppendLog(memory);
        }

        ServerPages.WriteHot(memory, _layout.HotPages, _transaction);
    }

    private void Update(HeapMemory memory, long account, bool marks)
    {
        int block = (int)(account / AccountsPage.Rows);
        int row = (int)(account % AccountsPage.Rows);
        int buffer = _layout.BufferOfBlock[block];
        long offset = _layout.BufferOffset(buffer);
        Span<byte> page = memory.Bytes(offset, AccountsPage.Bytes);
        int leaf = _layout.BufferOfLeaf[account / IndexPage.Keys];
        int balance = _random.Below(10_001) - 5000;
        uint transaction = ++_transaction;
        int dead = _deadRow[block] - 1;
        if (dead >= 0 && dead != row)
        {
            AccountsPage.WriteVersion(page, dead, account, block, balance, transaction, isHot: true);
            AccountsPage.Replace(page, row, transaction, block, dead, isHot: true);
            AccountsPage.Touch(page, _logPosition, AccountsPage.HasFreeLines, 0);
            if (marks) memory.Mark(offset + AccountsPage.Offset(dead));
        }
        else
        {
            (int spare, int spareRow) = NextSpare(memory, marks);
            AccountsPage.Replace(page, row, transaction, spare, spareRow, isHot: false);
            AccountsPage.Touch(page, _logPosition, AccountsPage.PageFull, transaction);
            int spareBuffer = _layout.BufferOfBlock[spare];
            long spareOffset = _layout.BufferOffset(spareBuffer);
            Span<byte> sparePage = memory.Bytes(spareOffset, AccountsPage.Bytes);
            AccountsPage.WriteVersion(sparePage, spareRow, account, spare, balance, transaction, isHot: false);
            AccountsPage.WriteLsn(sparePage, _logPosition);
            long leafOffset = _layout.BufferOffset(leaf);
            int place = IndexPage.Insert(memory.Bytes(leafOffset, AccountsPage.Bytes), account, spare, spareRow, _logPosition);
            Use(memory, spareBuffer, marks, changes: true);
            if (marks)
            {
                memory.Mark(spareOffset);
                memory.Mark(spareOffset + AccountsPage.Offset(spareRow));
                memory.Mark(leafOffset);
                memory.Mark(leafOffset + place);
            }
        }

        _deadRow[block] = (byte)(row + 1);
        Use(memory, buffer, marks, changes: true);
        Use(memory, leaf, marks, changes: dead < 0 || dead == row);
        _logPosition += (ulong)_parameters.LogBytes;
        if (!marks) return;
        memory.Mark(offset);
        memory.Mark(offset + AccountsPage.Offset(row));
    }

    /// <summary>The next place for a new version; after the last page the first one has been vacuumed.</summary>
    private (int Block, int Row) NextSpare(HeapMemory memory, bool marks)
    {
        int rows = AccountsPage.Rows;
        int block = _layout.AccountsBlocks + (int)(_spareVersion / rows % _layout.SpareBlocks);
        int row = (int)(_spareVersion++ % rows);
        if (row == 0)
        {
            long offset = _layout.BufferOffset(_layout.BufferOfBlock[block]);
            Span<byte> page = memory.Bytes(offset, AccountsPage.Bytes);
            page.Clear();
            AccountsPage.WriteEmpty(page, _logPosition);
            for (int at = 0; marks && at < AccountsPage.Bytes; at += Page.SizeBytes) memory.Mark(offset + at);
            if (marks) memory.Mark(offset + AccountsPage.Bytes - 1);
        }

        return (block, row);
    }

    /// <summary>Who uses a buffer counts himself in its descriptor, and how often it was used of late.</summary>
    private void Use(HeapMemory memory, int buffer, bool marks, bool changes)
    {
        long offset = _layout.DescriptorOffset(buffer);
        Span<byte> state = memory.Bytes(offset + StateOffset, sizeof(uint));
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(state);
        uint uses = Math.Min(5, (value >> 18 & 15) + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(state, (value & ~(15u << 18)) | uses << 18 | (changes ? Dirty : 0));
        if (marks) memory.Mark(offset);
    }

    private void AppendLog(HeapMemory memory)
    {
        long bytes = _layout.LogPages << Page.Shift;
        if (bytes == 0) return;
        var random = new SeededRandom(_seed, _logPosition);
        ulong end = _logPosition;
        for (ulong at = end - (ulong)_parameters.LogBytes; at < end; at += 32)
        {
            long place = (long)(at % (ulong)bytes) & ~31;
            long block = place & -AccountsPage.Bytes;
            if (place == block)
            {
                // The page before has been written out by now, and is made ready for what comes after all the others.
                long before = (block + bytes - AccountsPage.Bytes) % bytes;
                Span<byte> ready = memory.Bytes((_layout.LogPage << Page.Shift) + before, AccountsPage.Bytes);
                ready.Clear();
                WriteLogHeader(memory, before >> Page.Shift, (at & ~8191UL) + (ulong)bytes - AccountsPage.Bytes);
                memory.Mark((_layout.LogPage << Page.Shift) + before);
                memory.Mark((_layout.LogPage << Page.Shift) + before + Page.SizeBytes);
                continue;
            }

            long offset = (_layout.LogPage << Page.Shift) + place;
            memory.SetWord(offset, _transaction);
            memory.SetWord(offset + 8, random.Next() >> 20);
            memory.SetWord(offset + 16, 0x2020_2020_2020_2020);
            memory.SetWord(offset + 24, 0x2020_2020_2020_2020);
            memory.Mark(offset);
        }
    }

    private void WriteLogHeader(HeapMemory memory, long page, ulong position)
    {
        long offset = (_layout.LogPage + page) << Page.Shift;
        Span<byte> header = memory.Bytes(offset, LogHeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header, LogMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], position);
    }

    private void WriteBuffer(HeapMemory memory, int buffer)
    {
        (BufferKind kind, int block) = _layout[buffer];
        Span<byte> page = memory.Bytes(_layout.BufferOffset(buffer), AccountsPage.Bytes);
        var random = new SeededRandom(_seed, ~(ulong)buffer);
        ulong loaded = LoadLogPosition + (LogBytesPerLoadedPage * (ulong)block);
        switch (kind)
        {
            case BufferKind.Accounts when block < _layout.AccountsBlocks: AccountsPage.Write(page, block, loaded); break;
            case BufferKind.Accounts: AccountsPage.WriteEmpty(page, _logPosition); break;
            case BufferKind.Index: IndexPage.Write(page, block, _layout.Accounts, _logPosition - (8 * (ulong)block)); break;
            case BufferKind.History: SmallTables.WriteHistory(ref random, page, block, _layout.Accounts, _logPosition); break;
            default: SmallTables.WriteCatalog(ref random, page, block, LoadLogPosition); break;
        }

        WriteDescriptor(memory, buffer, kind, block);
    }

    private void WriteDescriptor(HeapMemory memory, int buffer, BufferKind kind, int block)
    {
        Span<byte> to = memory.Bytes(_layout.DescriptorOffset(buffer), PostgresLayout.DescriptorBytes);
        WriteTag(to, kind, block);
        BinaryPrimitives.WriteInt32LittleEndian(to[20..], buffer);
        BinaryPrimitives.WriteUInt32LittleEndian(to[StateOffset..], Valid | (1 << 18));
        BinaryPrimitives.WriteUInt32LittleEndian(to[28..], NoProcess);
        BinaryPrimitives.WriteUInt32LittleEndian(to[32..], NotInFreeList);
        BinaryPrimitives.WriteUInt16LittleEndian(to[36..], ContentLock);
        BinaryPrimitives.WriteUInt32LittleEndian(to[40..], LockReleased);
        BinaryPrimitives.WriteUInt32LittleEndian(to[44..], NoProcess);
        BinaryPrimitives.WriteUInt32LittleEndian(to[48..], NoProcess);
    }

    private static void WriteTag(Span<byte> to, BufferKind kind, int block)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, Tablespace);
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], Database);
        uint relation = kind switch
        {
            BufferKind.Accounts => AccountsRelation,
            BufferKind.Index => IndexRelation,
            BufferKind.History => AccountsRelation - 3,
            _ => 1249, // pg_attribute
        };
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], relation);
        BinaryPrimitives.WriteInt32LittleEndian(to[16..], block);
    }

    /// <summary>The table of buffers: buckets that point to the first entry, entries that point to the next one.</summary>
    private void WriteTable(HeapMemory memory)
    {
        int[] first = new int[_layout.Buffers];
        for (int buffer = 0; buffer < _layout.Buffers; buffer++)
        {
            long offset = (_layout.EntryPage << Page.Shift) + ((long)buffer * PostgresLayout.EntryBytes);
            uint hash = (uint)SeededRandom.Mix(_seed + 4 + ((ulong)buffer << 8));
            ref int bucket = ref first[(int)((ulong)hash * (ulong)_layout.Buffers >> 32)];
            Span<byte> entry = memory.Bytes(offset, PostgresLayout.EntryBytes);
            if (bucket > 0) BinaryPrimitives.WriteUInt64LittleEndian(entry, EntryAddress(bucket - 1));
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], hash);
            (BufferKind kind, int block) = _layout[buffer];
            WriteTag(entry[16..], kind, block);
            BinaryPrimitives.WriteInt32LittleEndian(entry[36..], buffer);
            bucket = buffer + 1;
        }

        for (int bucket = 0; bucket < first.Length; bucket++)
        {
            if (first[bucket] > 0)
                memory.SetWord((_layout.DirectoryPage << Page.Shift) + ((long)bucket * sizeof(ulong)), EntryAddress(first[bucket] - 1));
        }
    }

    private ulong EntryAddress(int buffer) =>
        Segment + (ulong)((_layout.EntryPage << Page.Shift) + ((long)buffer * PostgresLayout.EntryBytes));

    private sealed record State(byte[] DeadRow, SeededRandom Random, uint Transaction, ulong LogPosition, long SpareVersion);
}
