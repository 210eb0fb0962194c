using System.Buffers.Binary;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Pages;

namespace MultifdBench.Workloads.Postgres;

/// <summary>Pages of the history and of catalogs [PostgreSQL pg_attribute.h].</summary>
internal static class SmallTables
{
    private const int HistoryBytes = 56;
    private const int HistoryRows = 135;
    private const int AttributeBytes = 144;
    private const int AttributeRows = 54;
    private const int HeadBytes = 24;
    private const uint FirstTransaction = 21_000;

    /// <summary>A full page of pgbench_history: teller, branch, account, amount and time.</summary>
    public static void WriteHistory(ref SeededRandom random, Span<byte> page, int block, long accounts, ulong lsn)
    {
        WriteHeader(page, lsn, HistoryRows, HistoryBytes);
        int branches = (int)(accounts / AccountsPage.AccountsPerBranch) + 1;
        ulong time = 0x0003_045e_7500_0000 + ((ulong)block << 21);
        for (int row = 0; row < HistoryRows; row++)
        {
            uint transaction = FirstTransaction + (uint)((block * HistoryRows) + row);
            Span<byte> tuple = WriteRow(page, row, HistoryBytes, HistoryBytes - 8, block, transaction);
            BinaryPrimitives.WriteUInt16LittleEndian(tuple[18..], 6);
            BinaryPrimitives.WriteUInt16LittleEndian(tuple[20..], 0x0901); // a null, transaction committed, not deleted
            tuple[23] = 0x1f;
            Span<byte> data = tuple[HeadBytes..];
            int teller = random.Below(10 * branches);
            BinaryPrimitives.WriteInt32LittleEndian(data, teller + 1);
            BinaryPrimitives.WriteInt32LittleEndian(data[4..], random.Below(branches) + 1);
            BinaryPrimitives.WriteInt32LittleEndian(data[8..], (int)random.Below(accounts) + 1);
            BinaryPrimitives.WriteInt32LittleEndian(data[12..], random.Below(10_001) - 5000);
            BinaryPrimitives.WriteUInt64LittleEndian(data[16..], time += (ulong)random.Below(14_000));
        }
    }

    /// <summary>A full page of a catalog: of each column its table, its name in 64 bytes, and small numbers.</summary>
    public static void WriteCatalog(ref SeededRandom random, Span<byte> page, int block, ulong lsn)
    {
        WriteHeader(page, lsn, AttributeRows, AttributeBytes);
        int table = 1200 + (20 * block);
        for (int row = 0, column = 1; row < AttributeRows; row++, column++)
        {
            if (random.Chance(0.1)) (table, column) = (table + 1 + random.Below(20), 1);
            Span<byte> tuple = WriteRow(page, row, AttributeBytes, AttributeBytes, block, 1);
            BinaryPrimitives.WriteUInt16LittleEndian(tuple[18..], 25);
            BinaryPrimitives.WriteUInt16LittleEndian(tuple[20..], 0x0b01);
            Span<byte> data = tuple[HeadBytes..];
            BinaryPrimitives.WriteInt32LittleEndian(data[8..], table);
            Span<byte> name = data.Slice(12, 64);
            int end = SourceText.WriteName(ref random, name, 0);
            name[end..].Clear();
            BinaryPrimitives.WriteInt32LittleEndian(data[76..], random.Chance(0.5) ? 23 : 16 + random.Below(50));
            BinaryPrimitives.WriteInt32LittleEndian(data[80..], -1);
            BinaryPrimitives.WriteInt16LittleEndian(data[84..], 4);
            BinaryPrimitives.WriteInt16LittleEndian(data[86..], (short)column);
            BinaryPrimitives.WriteInt32LittleEndian(data[88..], -1);
            BinaryPrimitives.WriteInt32LittleEndian(data[92..], -1);
        }
    }

    private static void WriteHeader(Span<byte> page, ulong lsn, int rows, int bytes)
    {
        AccountsPage.WriteHeader(page, lsn, 0, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(page[12..], (ushort)(AccountsPage.HeaderBytes + (4 * rows)));
        BinaryPrimitives.WriteUInt16LittleEndian(page[14..], (ushort)(AccountsPage.Bytes - (bytes * rows)));
    }

    private static Span<byte> WriteRow(Span<byte> page, int row, int stride, int bytes, int block, uint transaction)
    {
        int offset = AccountsPage.Bytes - (stride * (row + 1));
        uint line = (uint)(offset | (1 << 15) | (bytes << 17));
        BinaryPrimitives.WriteUInt32LittleEndian(page[(AccountsPage.HeaderBytes + (4 * row))..], line);
        Span<byte> tuple = page.Slice(offset, bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(tuple, transaction);
        BinaryPrimitives.WriteUInt32LittleEndian(tuple[8..], 3);
        AccountsPage.WritePlace(tuple[12..], block, row);
        tuple[22] = HeadBytes;
        return tuple;
    }
}
