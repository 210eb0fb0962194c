using System.IO.Compression;
using MultifdBench.Core;
using MultifdBench.Deflate;

namespace MultifdBench.Tests.Deflate;

public sealed class CannedTableTests
{
    [Fact]
    public void ASerialisedTable_ComesBack_AndDecodesWhatTheOtherSideSends()
    {
        CannedTable table = PageSamples.Table();
        CannedTable other = CannedTable.Deserialize(table.Serialize(), table.Id);
        Assert.Equal(table.Id, other.Id);
        byte[] page = PageSamples.Make("text", 4096, 9), output = new byte[8192], back = new byte[4096];
        int length = PageSamples.Deflater(DeflateMode.Canned, table: table).Compress(page, output);
        Assert.Equal(InflateStatus.Done,
            PageSamples.Inflater(DeflateMode.Canned, other).Decompress(output.AsSpan(0, length), back, out _, out _));
        Assert.Equal(page, back);
    }

    [Fact]
    public void AnotherId_IsRefused_NamingBoth()
    {
        CannedTable table = PageSamples.Table();
        var refused = Assert.Throws<InvalidDataException>(() => CannedTable.Deserialize(table.Serialize(), table.Id + 1));
        Assert.Contains($"{table.Id:x8}", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"{table.Id + 1:x8}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DifferentPages_GiveDifferentIds() => Assert.NotEqual(TextTable().Id, PageSamples.Table().Id);

    [Fact]
    public void AnyDamagedByte_IsRefused()
    {
        byte[] bytes = PageSamples.Table().Serialize();
        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 0x40;
            Assert.Throws<InvalidDataException>(() => CannedTable.Deserialize(damaged));
        }
    }

    [Fact]
    public void AnotherLengthOrVersion_IsRefused_SayingSo()
    {
        byte[] bytes = PageSamples.Table().Serialize();
        Assert.Contains("bytes", Assert.Throws<InvalidDataException>(() => CannedTable.Deserialize(bytes.AsSpan(1))).Message,
            StringComparison.Ordinal);
        bytes[4] = 9;
        Assert.Contains("version 9", Assert.Throws<InvalidDataException>(() => CannedTable.Deserialize(bytes)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15, 1)]
    [InlineData(16, 1)]
    [InlineData(100, 1)]
    [InlineData(200, 1)]
    [InlineData(255, 1)]
    [InlineData(15, 286)]
    [InlineData(16, 286)]
    [InlineData(100, 286)]
    [InlineData(200, 286)]
    [InlineData(255, 286)]
    public void CodesThatAreTooLong_AreRefused_BeforeAnyTableIsBuiltFromThem(byte length, int symbols)
    {
        // The other host of two sends the table, with a checksum that is right.
        byte[] lengths = LengthsOf(PageSamples.Table());
        lengths.AsSpan(0, symbols).Fill(length);
        Assert.Contains("longer than 14 bits", Refusal(lengths), StringComparison.Ordinal);
        byte[] distances = LengthsOf(PageSamples.Table());
        distances.AsSpan(286, Math.Min(symbols, 30)).Fill(length);
        Assert.Contains("A distance code of the canned table is longer than 14 bits", Refusal(distances), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 286, 1, "more symbols than its lengths leave room for")]
    [InlineData(0, 286, 8, "more symbols than its lengths leave room for")]
    [InlineData(0, 286, 14, "fewer symbols than its lengths leave room for")]
    [InlineData(286, 30, 1, "more symbols than its lengths leave room for")]
    [InlineData(286, 30, 14, "fewer symbols than its lengths leave room for")]
    [InlineData(0, 1, 0, "must give every literal/length symbol a code")]
    [InlineData(315, 1, 0, "must give every distance symbol a code")]
    public void LengthsThatAreNoCode_AreRefused_SayingWhy(int first, int count, byte length, string reason)
    {
        byte[] lengths = LengthsOf(PageSamples.Table());
        lengths.AsSpan(first, count).Fill(length);
        Assert.Contains(reason, Refusal(lengths), StringComparison.Ordinal);
    }

    [Fact]
    public void ABody_BehindItsTablesHeader_IsOrdinaryDeflate()
    {
        // What makes canned pages readable without the accelerator: canned is a dynamic block minus header, bit for bit [QPL].
        CannedTable table = TextTable();
        byte[] page = PageSamples.Make("text", 4096, 21), body = new byte[8192];
        int length = PageSamples.Deflater(DeflateMode.Canned, table: table).Compress(page, body);
        BitStream stream = DynamicHeader(table);
        foreach (byte value in body.AsSpan(0, length)) stream.Put(value, 8);
        using var inflated = new DeflateStream(new MemoryStream(stream.ToArray()), CompressionMode.Decompress);
        using var back = new MemoryStream();
        inflated.CopyTo(back);
        Assert.Equal(page, back.ToArray());
    }

    [Fact]
    public void AnEmptyFinalBlock_AfterABody_IsTakenAtTheEndOfTheInput_AndOnlyThere()
    {
        // As libqpl ends its bodies: where ours happens to end with a whole byte, the block's ten bits are the bytes 3 and 0.
        PageDeflater deflater = PageSamples.Deflater(DeflateMode.Canned);
        PageInflater inflater = PageSamples.Inflater(DeflateMode.Canned);
        byte[] body = new byte[8192], back = new byte[4096];
        int taken = 0;
        for (int seed = 0; seed < 64; seed++)
        {
            byte[] page = PageSamples.Make("text", 4096, seed);
            int length = deflater.Compress(page, body);
            foreach (byte[] rest in (byte[][])[[3, 0], [3], [3, 4], [3, 0, 0], [7, 0]])
            {
                Assert.Equal(InflateStatus.Done,
                    inflater.Decompress([.. body.AsSpan(0, length), .. rest], back, out int consumed, out int written));
                Assert.Equal(4096, written);
                Assert.Equal(page, back);
                if (rest is [3, 0] && consumed == length + 2) taken++;
                else Assert.Equal(length, consumed);
            }
        }

        Assert.InRange(taken, 1, 32);
    }

    [Fact]
    public void WithoutSamples_ThereIsNoTable() => Assert.Throws<UsageException>(() => new CannedTableBuilder().Build());

    [Fact]
    public void EverySymbol_HasACode_OfAtMost14Bits()
    {
        CannedTable table = TextTable();
        Assert.Equal(-1, table.LiteralLengths.IndexOfAnyExceptInRange((byte)1, (byte)CannedTable.MaxCodeLength));
        Assert.Equal(-1, table.DistanceLengths.IndexOfAnyExceptInRange((byte)1, (byte)CannedTable.MaxCodeLength));
    }

    [Fact]
    public void BodiesOfAnotherTable_NeverDecodeQuietlyToThePage()
    {
        byte[] page = PageSamples.Make("text", 4096, 3), output = new byte[8192], back = new byte[4096];
        int length = PageSamples.Deflater(DeflateMode.Canned, table: TextTable()).Compress(page, output);
        InflateStatus status =
            PageSamples.Inflater(DeflateMode.Canned).Decompress(output.AsSpan(0, length), back, out int consumed, out int written);
        Assert.False(status == InflateStatus.Done && consumed == length && written == page.Length && back.AsSpan().SequenceEqual(page));
    }

    private static byte[] LengthsOf(CannedTable table) => [.. table.LiteralLengths, .. table.DistanceLengths];

    private static string Refusal(byte[] lengths) =>
        Assert.Throws<InvalidDataException>(() => CannedTable.Deserialize(SerialisedTable.Of(lengths))).Message;

    private static CannedTable TextTable()
    {
        var builder = new CannedTableBuilder();
        builder.Add(PageSamples.Make("text", 4096, 1));
        return builder.Build();
    }

    /// <summary>A dynamic header that sends each length as itself, with a precode of sixteen four-bit codes.</summary>
    private static BitStream DynamicHeader(CannedTable table)
    {
        BitStream stream = new BitStream().Put(1 | 2 << 1, 3).Put(286 - 257, 5).Put(30 - 1, 5).Put(19 - 4, 4);
        int[] order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
        foreach (int symbol in order) stream.Put(symbol < 16 ? 4 : 0, 3);
        foreach (byte length in table.LiteralLengths) stream.Code(Convert.ToString(length, 2).PadLeft(4, '0'));
        foreach (byte length in table.DistanceLengths) stream.Code(Convert.ToString(length, 2).PadLeft(4, '0'));
        return stream;
    }
}
