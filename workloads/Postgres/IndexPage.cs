using System.Buffers.Binary;

namespace MultifdBench.Workloads.Postgres;

/// <summary>
/// A leaf of the primary key of pgbench_accounts [PostgreSQL nbtree.h]: tuples of 16 bytes, place and key, from the end of the page
/// down, in front of 16 bytes of links. The first line is the upper bound.
/// </summary>
internal static class IndexPage
{
    /// <summary>Keys of a leaf that CREATE INDEX makes, nine tenths full.</summary>
    public const int Keys = 366;

    private const int SpecialBytes = 16;
    private const int TupleBytes = 16;
    private const int Top = AccountsPage.Bytes - SpecialBytes;
    private const int FirstLeaf = 1;

    /// <summary>Writes a leaf with the keys of accounts that follow each other.</summary>
    public static void Write(Span<byte> page, int leaf, long accounts, ulong lsn)
    {
        long first = (long)leaf * Keys;
        int keys = (int)Math.Min(Keys, accounts - first);
        AccountsPage.WriteHeader(page, lsn, 0, 0);
        SetBounds(page, AccountsPage.HeaderBytes + (4 * (keys + 1)), Top - (TupleBytes * (keys + 1)));
        BinaryPrimitives.WriteUInt16LittleEndian(page[16..], Top);
        WriteLine(page, 0, Top - (TupleBytes * (keys + 1)));
        WriteTuple(page, Top - (TupleBytes * (keys + 1)), 0, 0, first + keys);
        for (int key = 0; key < keys; key++)
        {
            long account = first + key;
            int offset = Top - (TupleBytes * (key + 1));
            WriteLine(page, key + 1, offset);
            WriteTuple(page, offset, (int)(account / AccountsPage.Rows), (int)(account % AccountsPage.Rows), account);
        }

        BinaryPrimitives.WriteInt32LittleEndian(page[Top..], leaf == 0 ? 0 : FirstLeaf + leaf - 1);
        BinaryPrimitives.WriteInt32LittleEndian(page[(Top + 4)..], FirstLeaf + leaf + 1);
        page[Top + 12] = 1; // a leaf
    }

    /// <summary>Adds a second place of an account, if there is room.</summary>
    /// <returns>The place of the tuple in the page; 0, that of the header, without one.</returns>
    public static int Insert(Span<byte> page, long account, int block, int row, ulong lsn)
    {
        int lower = BinaryPrimitives.ReadUInt16LittleEndian(page[12..]);
        int upper = BinaryPrimitives.ReadUInt16LittleEndian(page[14..]);
        AccountsPage.WriteLsn(page, lsn);
        if (upper - lower < 4 + TupleBytes) return 0;
        int line = AccountsPage.HeaderBytes + (4 * (1 + (int)(account % Keys)));
        upper -= TupleBytes;
        page[line..lower].CopyTo(page[(line + 4)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(page[line..], Line(upper));
        WriteTuple(page, upper, block, row, account);
        SetBounds(page, lower + 4, upper);
        return upper;
    }

    private static void SetBounds(Span<byte> page, int lower, int upper)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(page[12..], (ushort)lower);
        BinaryPrimitives.WriteUInt16LittleEndian(page[14..], (ushort)upper);
    }

    private static uint Line(int offset) => (uint)(offset | (1 << 15) | (TupleBytes << 17));

    private static void WriteLine(Span<byte> page, int line, int offset) =>
        BinaryPrimitives.WriteUInt32LittleEndian(page[(AccountsPage.HeaderBytes + (4 * line))..], Line(offset));

    private static void WriteTuple(Span<byte> page, int offset, int block, int row, long account)
    {
        AccountsPage.WritePlace(page[offset..], block, row);
        BinaryPrimitives.WriteUInt16LittleEndian(page[(offset + 6)..], TupleBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(page[(offset + 8)..], (uint)(account + 1));
        BinaryPrimitives.WriteUInt32LittleEndian(page[(offset + 12)..], 0);
    }
}
