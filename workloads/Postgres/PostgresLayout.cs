using MultifdBench.Guest;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Postgres;

/// <summary>What a buffer of 8 KiB holds.</summary>
internal enum BufferKind
{
    /// <summary>A page of pgbench_accounts.</summary>
    Accounts,

    /// <summary>A leaf of its primary key.</summary>
    Index,

    /// <summary>A page of pgbench_history.</summary>
    History,

    /// <summary>A page of a catalog.</summary>
    Catalog,
}

/// <summary>
/// Where everything of a server is whose shared buffers hold the whole database: pages of processes and locks, log buffers,
/// descriptors, buffers in the order in which they were read, the table of buffers. The first transactions after the start read
/// what they need, account by account; then the whole table was read, and the rest of its index. Immutable; for any thread.
/// </summary>
internal sealed class PostgresLayout
{
    /// <summary>Bytes of a descriptor, padded to a cache line [PostgreSQL buf_internals.h].</summary>
    public const int DescriptorBytes = 64;

    /// <summary>Bytes of an entry of the table of buffers: link, hash, tag of 20 bytes, number [PostgreSQL dynahash.c].</summary>
    public const int EntryBytes = 40;

    /// <summary>Pages with which there is a database worth the name.</summary>
    public const long MinPages = 1024;

    /// <summary>Of the pages of accounts, those that new versions go to.</summary>
    public const double SpareShare = 0.01;

    // Buffers are aligned to cache lines and not to pages [PostgreSQL buf_init.c], so each is in three pages. This shift is that
    // of the sample.
    private const int BufferShift = 896;
    private const int PagesPerBuffer = AccountsPage.Bytes / Page.SizeBytes;
    private const double StructShare = 0.008; // process table, lock tables, statistics: counted on the sample
    private const double LogShare = 0.0175; // resident log buffers, likewise
    private const double HistoryShare = 0.004; // of the buffers, likewise
    private const double CatalogShare = 0.008;
    private const ulong OrderStream = ulong.MaxValue - 8;

    private readonly (BufferKind Kind, int Block)[] _buffers;

    /// <summary>Plans a number of pages.</summary>
    public PostgresLayout(long pages, PostgresParameters parameters, ulong seed)
    {
        PageCount = pages;
        HotPages = parameters.HotPages;
        StructPages = (long)(pages * StructShare);
        LogPages = (long)(pages * LogShare) / PagesPerBuffer * PagesPerBuffer;
        long room = pages - HotPages - StructPages - LogPages;
        long perBuffer = AccountsPage.Bytes + DescriptorBytes + EntryBytes + sizeof(ulong);
        Buffers = (int)(((room - 4) << Page.Shift) / perBuffer);
        LogPage = HotPages + StructPages;
        DescriptorPage = LogPage + LogPages;
        BufferPage = DescriptorPage + Page.Count((long)Buffers * DescriptorBytes);
        DirectoryPage = BufferPage + ((long)Buffers * PagesPerBuffer) + 1;
        EntryPage = DirectoryPage + Page.Count((long)Buffers * sizeof(ulong));
        HistoryBlocks = Math.Max(1, (int)(Buffers * HistoryShare));
        CatalogBlocks = Math.Max(1, (int)(Buffers * CatalogShare));
        int table = Buffers - HistoryBlocks - CatalogBlocks;
        AccountsBlocks = (int)(table / (1 + SpareShare + ((double)AccountsPage.Rows / IndexPage.Keys)));
        Leaves = (int)((Accounts + IndexPage.Keys - 1) / IndexPage.Keys);
        SpareBlocks = table - AccountsBlocks - Leaves;
        BufferOfBlock = new int[AccountsBlocks + SpareBlocks];
        BufferOfLeaf = new int[Leaves];
        _buffers = Order(parameters.ReadByTransactions, seed);
    }

    /// <summary>All pages.</summary>
    public long PageCount { get; }

    /// <summary>Pages that every transaction may write: processes, locks, snapshots, the backends' own memory.</summary>
    public long HotPages { get; }

    /// <summary>Pages behind them that nobody writes.</summary>
    public long StructPages { get; }

    /// <summary>First page of the log buffers.</summary>
    public long LogPage { get; }

    /// <summary>Pages of the log buffers.</summary>
    public long LogPages { get; }

    /// <summary>First page of the descriptors.</summary>
    public long DescriptorPage { get; }

    /// <summary>First page of the buffers.</summary>
    public long BufferPage { get; }

    /// <summary>First page of the array of buckets.</summary>
    public long DirectoryPage { get; }

    /// <summary>First page of the entries that they point to.</summary>
    public long EntryPage { get; }

    /// <summary>Buffers.</summary>
    public int Buffers { get; }

    /// <summary>Loaded pages of pgbench_accounts.</summary>
    public int AccountsBlocks { get; }

    /// <summary>Pages behind them for new versions.</summary>
    public int SpareBlocks { get; }

    /// <summary>Leaves of the primary key.</summary>
    public int Leaves { get; }

    /// <summary>Pages of the history.</summary>
    public int HistoryBlocks { get; }

    /// <summary>Pages of catalogs.</summary>
    public int CatalogBlocks { get; }

    /// <summary>Rows of pgbench_accounts.</summary>
    public long Accounts => (long)AccountsBlocks * AccountsPage.Rows;

    /// <summary>The buffer of each page of accounts, the spare ones included.</summary>
    public int[] BufferOfBlock { get; }

    /// <summary>The buffer of each leaf.</summary>
    public int[] BufferOfLeaf { get; }

    /// <summary>What a buffer holds.</summary>
    public (BufferKind Kind, int Block) this[int buffer] => _buffers[buffer];

    /// <summary>Where a buffer is.</summary>
    public long BufferOffset(int buffer) => (BufferPage << Page.Shift) + BufferShift + ((long)buffer * AccountsPage.Bytes);

    /// <summary>Where its descriptor is.</summary>
    public long DescriptorOffset(int buffer) => (DescriptorPage << Page.Shift) + ((long)buffer * DescriptorBytes);

    private (BufferKind Kind, int Block)[] Order(double readByTransactions, ulong seed)
    {
        var buffers = new (BufferKind, int)[Buffers];
        int next = 0;
        Array.Fill(BufferOfBlock, -1);
        Array.Fill(BufferOfLeaf, -1);
        for (int block = 0; block < CatalogBlocks; block++) buffers[next++] = (BufferKind.Catalog, block);
        var random = new SeededRandom(seed, OrderStream);
        for (long transaction = (long)(readByTransactions * AccountsBlocks); transaction > 0; transaction--)
        {
            long account = random.Below(Accounts);
            Read(BufferOfLeaf, (int)(account / IndexPage.Keys), BufferKind.Index, buffers, ref next);
            Read(BufferOfBlock, (int)(account / AccountsPage.Rows), BufferKind.Accounts, buffers, ref next);
        }

        for (int block = 0; block < BufferOfBlock.Length; block++) Read(BufferOfBlock, block, BufferKind.Accounts, buffers, ref next);
        for (int leaf = 0; leaf < Leaves; leaf++) Read(BufferOfLeaf, leaf, BufferKind.Index, buffers, ref next);
        for (int block = 0; block < HistoryBlocks; block++) buffers[next++] = (BufferKind.History, block);
        return buffers;
    }

    private static void Read(int[] bufferOf, int block, BufferKind kind, (BufferKind, int)[] buffers, ref int next)
    {
        if (bufferOf[block] >= 0) return;
        bufferOf[block] = next;
        buffers[next++] = (kind, block);
    }
}
