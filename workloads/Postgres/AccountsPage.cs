using System.Buffers.Binary;

namespace MultifdBench.Workloads.Postgres;

/// <summary>
/// A page of pgbench_accounts [PostgreSQL bufpage.h]: a header of 24 bytes, line pointers, and from the end tuples of 121
/// bytes, one every 128: a head of 24 bytes, account, branch, balance, and a filler of 84 blanks.
/// </summary>
internal static class AccountsPage
{
    /// <summary>Bytes of a page.</summary>
    public const int Bytes = 8192;

    /// <summary>Rows that a loaded page holds.</summary>
    public const int Rows = 61;

    /// <summary>Offset of the first line pointer.</summary>
    public const int HeaderBytes = 24;

    /// <summary>Accounts of a branch.</summary>
    public const int AccountsPerBranch = 100_000;

    /// <summary>Flag: there are line pointers to use again.</summary>
    public const ushort HasFreeLines = 1;

    /// <summary>Flag: a new version did not fit.</summary>
    public const ushort PageFull = 2;

    private const ushort AllVisible = 4;
    private const ushort SizeAndVersion = 0x2004;
    private const int TupleBytes = 121;
    private const int TupleStride = 128;
    private const uint LoadTransaction = 728;
    private const uint LoadCommand = 334;
    private const int Attributes = 4;
    private const ushort HasVariable = 0x0002;
    private const ushort Frozen = 0x0300;
    private const ushort NoDeleter = 0x0800;
    private const ushort Updated = 0x2000;
    private const ushort HotUpdated = 0x4000;
    private const ushort HeapOnly = 0x8000;
    private const byte FillerHead = 84 + 1 << 1 | 1; // a variable-length value with a head of one byte [PostgreSQL postgres.h]

    /// <summary>Writes a page as COPY FREEZE leaves it.</summary>
    public static void Write(Span<byte> page, int block, ulong lsn)
    {
        WriteHeader(page, lsn, AllVisible, Rows);
        for (int row = 0; row < Rows; row++)
        {
            WriteLine(page, row);
            WriteTuple(page, row, ((long)block * Rows) + row, block, 0);
            Span<byte> tuple = Tuple(page, row);
            WriteHead(tuple, LoadTransaction, LoadCommand, Attributes, HasVariable | Frozen | NoDeleter);
        }
    }

    /// <summary>Writes an empty page.</summary>
    public static void WriteEmpty(Span<byte> page, ulong lsn) => WriteHeader(page, lsn, 0, 0);

    /// <summary>Marks a row's version as replaced by one that is elsewhere.</summary>
    public static void Replace(Span<byte> page, int row, uint transaction, int newBlock, int newRow, bool isHot)
    {
        Span<byte> tuple = Tuple(page, row);
        BinaryPrimitives.WriteUInt32LittleEndian(tuple[4..], transaction);
        BinaryPrimitives.WriteUInt32LittleEndian(tuple[8..], 0);
        WritePlace(tuple[12..], newBlock, newRow);
        ushort info = BinaryPrimitives.ReadUInt16LittleEndian(tuple[20..]);
        BinaryPrimitives.WriteUInt16LittleEndian(tuple[20..], (ushort)(info & ~NoDeleter));
        BinaryPrimitives.WriteUInt16LittleEndian(tuple[18..], (ushort)(Attributes | (isHot ? HotUpdated : 0)));
    }

    /// <summary>Writes a new version of an account into a place.</summary>
    public static void WriteVersion(Span<byte> page, int row, long account, int block, int balance, uint transaction, bool isHot)
    {
        WriteLine(page, row);
        WriteTuple(page, row, account, block, balance);
        WriteHead(Tuple(page, row), transaction, 0, (ushort)(Attributes | (isHot ? HeapOnly : 0)), HasVariable | NoDeleter | Updated);
        int lower = HeaderBytes + ((row + 1) * 4);
        if (lower > BinaryPrimitives.ReadUInt16LittleEndian(page[12..]))
        {
            BinaryPrimitives.WriteUInt16LittleEndian(page[12..], (ushort)lower);
            BinaryPrimitives.WriteUInt16LittleEndian(page[14..], (ushort)Offset(row));
        }
    }

    /// <summary>What an update changes of a header.</summary>
    public static void Touch(Span<byte> page, ulong lsn, ushort flags, uint pruneTransaction)
    {
        WriteLsn(page, lsn);
        BinaryPrimitives.WriteUInt16LittleEndian(page[10..], flags);
        BinaryPrimitives.WriteUInt32LittleEndian(page[20..], pruneTransaction);
    }

    /// <summary>Where a row's tuple is.</summary>
    public static int Offset(int row) => Bytes - (TupleStride * (row + 1));

    /// <summary>The log's position, its high half first.</summary>
    public static void WriteLsn(Span<byte> page, ulong lsn)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(page, (uint)(lsn >> 32));
        BinaryPrimitives.WriteUInt32LittleEndian(page[4..], (uint)lsn);
    }

    /// <summary>The place of a tuple: block in two halves, number of the line from 1.</summary>
    public static void WritePlace(Span<byte> to, int block, int row)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)(block >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(to[2..], (ushort)block);
        BinaryPrimitives.WriteUInt16LittleEndian(to[4..], (ushort)(row + 1));
    }

    /// <summary>A page's header.</summary>
    public static void WriteHeader(Span<byte> page, ulong lsn, ushort flags, int rows)
    {
        WriteLsn(page, lsn);
        BinaryPrimitives.WriteUInt16LittleEndian(page[10..], flags);
        BinaryPrimitives.WriteUInt16LittleEndian(page[12..], (ushort)(HeaderBytes + (4 * rows)));
        BinaryPrimitives.WriteUInt16LittleEndian(page[14..], (ushort)(Bytes - (TupleStride * rows)));
        BinaryPrimitives.WriteUInt16LittleEndian(page[16..], Bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(page[18..], SizeAndVersion);
    }

    private static Span<byte> Tuple(Span<byte> page, int row) => page.Slice(Offset(row), TupleBytes);

    private static void WriteLine(Span<byte> page, int row) => BinaryPrimitives.WriteUInt32LittleEndian(
        page[(HeaderBytes + (4 * row))..], (uint)(Offset(row) | (1 << 15) | (TupleBytes << 17)));

    private static void WriteHead(Span<byte> tuple, uint transaction, uint command, ushort info2, ushort info)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(tuple, transaction);
        BinaryPrimitives.WriteUInt32LittleEndian(tuple[4..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(tuple[8..], command);
        BinaryPrimitives.WriteUInt16LittleEndian(tuple[18..], info2);
        BinaryPrimitives.WriteUInt16LittleEndian(tuple[20..], info);
        tuple[22] = HeaderBytes;
    }

    private static void WriteTuple(Span<byte> page, int row, long account, int block, int balance)
    {
        Span<byte> tuple = Tuple(page, row);
        WritePlace(tuple[12..], block, row);
        BinaryPrimitives.WriteUInt32LittleEndian(tuple[24..], (uint)(account + 1));
        BinaryPrimitives.WriteUInt32LittleEndian(tuple[28..], (uint)((account / AccountsPerBranch) + 1));
        BinaryPrimitives.WriteInt32LittleEndian(tuple[32..], balance);
        tuple[36] = FillerHead;
        tuple[37..].Fill((byte)' ');
    }
}
