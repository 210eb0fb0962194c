using System.IO.Compression;
using MultifdBench.Core;
using MultifdBench.Deflate;

namespace MultifdBench.Tests.Deflate;

public sealed class InflaterTests
{
    private const int FixedFinal = 1 | 1 << 1;
    private const int DynamicFinal = 1 | 2 << 1;

    [Fact]
    public void FixedBlock_OfRfc1951_Decodes()
    {
        // "aaaaaaaaaa": a literal, then length 9 (symbol 263) at distance 1 (symbol 0).
        byte[] stream = new BitStream().Put(FixedFinal, 3).FixedSymbol('a').FixedSymbol(263).FixedDistance(0).FixedSymbol(256).ToArray();
        Assert.Equal("aaaaaaaaaa"u8.ToArray(), Inflate(stream, 10));
    }

    [Fact]
    public void StoredBlock_AfterAFixedOne_StartsOnAByte()
    {
        byte[] stream = new BitStream().Put(1 << 1, 3).FixedSymbol('x').FixedSymbol(256).Put(1, 3).Align()
            .Put(2, 16).Put(0xfffd, 16).Put('y', 8).Put('z', 8).ToArray();
        Assert.Equal("xyz"u8.ToArray(), Inflate(stream, 3));
    }

    [Fact]
    public void LongestMatch_HasTwoSpellings_AndBothDecode()
    {
        // 258 is symbol 285, or symbol 284 with all extra bits set.
        byte[] own = new BitStream().Put(FixedFinal, 3).FixedSymbol('q').FixedSymbol(285).FixedDistance(0).FixedSymbol(256).ToArray();
        byte[] other =
            new BitStream().Put(FixedFinal, 3).FixedSymbol('q').FixedSymbol(284).Put(31, 5).FixedDistance(0).FixedSymbol(256).ToArray();
        Assert.Equal(Enumerable.Repeat((byte)'q', 259), Inflate(own, 259));
        Assert.Equal(Enumerable.Repeat((byte)'q', 259), Inflate(other, 259));
    }

    [Fact]
    public void EveryDistanceAndLength_CopiesAsAByteLoopWould()
    {
        var random = new Random(5);
        byte[] history = new byte[600];
        random.NextBytes(history);
        for (int distanceSymbol = 0; distanceSymbol < 18; distanceSymbol++)
        {
            int extraBits = Math.Max(0, distanceSymbol / 2 - 1);
            int distanceBase = distanceSymbol < 4 ? distanceSymbol + 1 : (2 + distanceSymbol % 2 << extraBits) + 1;
            for (int length = 3; length < 11; length++)
            {
                foreach (int room in new[] { 0, 100 })
                {
                    int distance = distanceBase + random.Next(1 << extraBits);
                    var stream = new BitStream().Put(FixedFinal, 3);
                    foreach (byte value in history) stream.FixedSymbol(value);
                    for (int i = 0; i < 3; i++)
                        stream.FixedSymbol(254 + length).FixedDistance(distanceSymbol).Put(distance - distanceBase, extraBits);
                    var expected = history.ToList();
                    for (int i = 0; i < 3 * length; i++) expected.Add(expected[^distance]);
                    byte[] back = new byte[expected.Count + room];
                    byte[] bytes = stream.FixedSymbol(256).ToArray();
                    Assert.Equal(InflateStatus.Done, new PageInflater().Decompress(bytes, back, out _, out int written));
                    Assert.Equal(expected, back[..written]);
                }
            }
        }
    }

    [Fact]
    public void ZlibStreamWith32KiBWindow_IsRefusedInIaaMode_SayingSo()
    {
        // The incompatibility of the mail series: zlib may refer 32 KiB back, IAA keeps 4 KiB of history. The repeated text is 6,000 bytes
        // apart.
        byte[] text = PageSamples.Make("text", 1000, 1), noise = PageSamples.Make("random", 5000, 2);
        byte[] input = [.. text, .. noise, .. text];
        using var compressed = new MemoryStream();
        using (var zlib = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(input);
        byte[] back = new byte[input.Length];
        Assert.Equal(InflateStatus.Done, new PageInflater().Decompress(compressed.ToArray(), back, out _, out _));
        Assert.Equal(input, back);
        InflateStatus status = new PageInflater(PageInflater.IaaWindowBytes).Decompress(compressed.ToArray(), back, out _, out _);
        Assert.Equal(InflateStatus.DistanceBeyondWindow, status);
        Assert.Contains("IAA has 4096 bytes of history", status.Describe(), StringComparison.Ordinal);
        Assert.Contains("32768", status.Describe(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4096, InflateStatus.Done)]
    [InlineData(4097, InflateStatus.DistanceBeyondWindow)]
    public void Distance4096_IsTheLastThatIaaTakes(int distance, InflateStatus expected)
    {
        var stream = new BitStream().Put(FixedFinal, 3);
        for (int i = 0; i < 5000; i++) stream.FixedSymbol(i & 127);
        stream.FixedSymbol(257);
        _ = distance == 4096 ? stream.FixedDistance(23).Put(1023, 10) : stream.FixedDistance(24).Put(0, 11);
        byte[] bytes = stream.FixedSymbol(256).ToArray();
        Assert.Equal(expected, new PageInflater(PageInflater.IaaWindowBytes).Decompress(bytes, new byte[6000], out _, out _));
        Assert.Equal(InflateStatus.Done, new PageInflater().Decompress(bytes, new byte[6000], out _, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DistanceBeforeStart_IsRefused_AtEitherEndOfThePage(bool late)
    {
        var stream = new BitStream().Put(FixedFinal, 3);
        for (int i = 0; i < (late ? 60 : 2); i++) stream.FixedSymbol('a');
        stream.FixedSymbol(257).FixedDistance(late ? 13 : 3).Put(0, late ? 5 : 0).FixedSymbol(256);
        Assert.Equal(InflateStatus.DistanceBeforeStart, Status(stream.ToArray(), 4096));
    }

    [Fact]
    public void LengthPastThePage_IsOutputFull_AndWritesNothingBeyond()
    {
        byte[] stream = new BitStream().Put(FixedFinal, 3).FixedSymbol('a').FixedSymbol(285).FixedDistance(0).FixedSymbol(256).ToArray();
        byte[] guarded = new byte[300];
        guarded.AsSpan().Fill(0xa5);
        for (int room = 0; room < 259; room++)
        {
            Assert.Equal(InflateStatus.OutputFull, new PageInflater().Decompress(stream, guarded.AsSpan(0, room), out _, out _));
            Assert.Equal(-1, guarded.AsSpan(room).IndexOfAnyExcept((byte)0xa5));
            guarded.AsSpan().Fill(0xa5);
        }
    }

    [Fact]
    public void BlockType3_IsRefused() => Assert.Equal(InflateStatus.BadBlockType, Status([0x07], 10));

    [Fact]
    public void StoredLengthThatDisagrees_IsRefused() => Assert.Equal(InflateStatus.BadStoredLength, Status([0x01, 5, 0, 0xfb, 0xff], 10));

    [Theory]
    [InlineData(286)]
    [InlineData(287)]
    public void ReservedLengthSymbols_AreRefused(int symbol) =>
        Assert.Equal(InflateStatus.BadSymbol, Status(new BitStream().Put(FixedFinal, 3).FixedSymbol(symbol).Put(0, 32).ToArray(), 10));

    [Theory]
    [InlineData(30)]
    [InlineData(31)]
    public void ReservedDistanceSymbols_AreRefused(int symbol) => Assert.Equal(
        InflateStatus.BadSymbol,
        Status(new BitStream().Put(FixedFinal, 3).FixedSymbol('a').FixedSymbol(257).FixedDistance(symbol).Put(0, 32).ToArray(), 10));

    [Theory]
    [InlineData(287, 1)]
    [InlineData(257, 31)]
    public void TooManySymbols_AreRefused(int literals, int distances) => Assert.Equal(
        InflateStatus.TooManySymbols,
        Status(new BitStream().Put(DynamicFinal, 3).Put(literals - 257, 5).Put(distances - 1, 5).Put(0, 4).Put(0, 64).ToArray(), 10));

    [Fact]
    public void OverSubscribedPrecode_IsRefused()
    {
        BitStream stream = Dynamic(257, 1, 4).Put(1, 3).Put(1, 3).Put(1, 3).Put(0, 3);
        Assert.Equal(InflateStatus.OverSubscribedCode, Status(stream.Put(0, 32).ToArray(), 10));
    }

    [Fact]
    public void IncompletePrecode_IsRefused()
    {
        BitStream stream = Dynamic(257, 1, 4).Put(2, 3).Put(2, 3).Put(2, 3).Put(0, 3);
        Assert.Equal(InflateStatus.IncompleteCode, Status(stream.Put(0, 32).ToArray(), 10));
    }

    [Fact]
    public void RepeatWithoutPredecessor_IsRefused()
    {
        // Precode: 16 → "0", 0 → "1".
        BitStream stream = Dynamic(257, 1, 4).Put(1, 3).Put(0, 3).Put(0, 3).Put(1, 3).Code("1").Put(0, 2);
        Assert.Equal(InflateStatus.BadLengthRepeat, Status(stream.Put(0, 32).ToArray(), 10));
    }

    [Fact]
    public void ZeroLengthTables_HaveNoEndOfBlock()
    {
        // Precode: 18 → "1", 0 → "0". 258 lengths, all zero.
        BitStream stream = Dynamic(257, 1, 4).Put(0, 3).Put(0, 3).Put(1, 3).Put(1, 3).Code("1").Put(127, 7).Code("1").Put(120 - 11, 7);
        Assert.Equal(InflateStatus.MissingEndOfBlock, Status(stream.Put(0, 32).ToArray(), 10));
    }

    [Theory]
    [InlineData(1, InflateStatus.OverSubscribedCode)]
    [InlineData(2, InflateStatus.Done)]
    [InlineData(3, InflateStatus.IncompleteCode)]
    public void LiteralCode_MustBeComplete(int lastLength, InflateStatus expected)
    {
        // Lengths: 'A' 2, 'B' 1, end of block lastLength; no distances. Precode: 0, 1, 2, 3 and 18 in three bits or fewer.
        var stream = Dynamic(257, 1, 18);
        int[] order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1];
        foreach (int symbol in order) stream.Put(symbol switch { 0 => 2, 1 => 2, 2 => 2, 3 => 3, 18 => 3, _ => 0 }, 3);
        (string zero, string one, string two, string three, string zeros) = ("00", "01", "10", "110", "111");
        stream.Code(zeros).Put(65 - 11, 7).Code(two).Code(one).Code(zeros).Put(127, 7).Code(zeros).Put(256 - 67 - 138 - 11, 7);
        stream.Code(lastLength switch { 1 => one, 2 => two, _ => three }).Code(zero);
        // B is "0"; with all in order A is "10" and the end "11".
        byte[] bytes = stream.Code("0").Code("10").Code("11").Put(0, 32).ToArray();
        byte[] back = new byte[2];
        Assert.Equal(expected, new PageInflater().Decompress(bytes, back, out _, out int written));
        if (expected == InflateStatus.Done) Assert.Equal("BA"u8.ToArray(), back[..written]);
    }

    [Theory]
    [InlineData(DeflateMode.Fixed)]
    [InlineData(DeflateMode.Dynamic)]
    [InlineData(DeflateMode.Canned)]
    public void TruncationAtEveryByte_IsTruncated(DeflateMode mode)
    {
        CannedTable table = PageSamples.Table();
        byte[] output = new byte[8192], back = new byte[4096];
        int length = PageSamples.Deflater(mode, table: table).Compress(PageSamples.Make("mixed", 4096, 1), output);
        PageInflater inflater = PageSamples.Inflater(mode, table);
        for (int cut = 0; cut < length; cut++)
        {
            byte[] alone = output[..cut];
            Assert.Equal(InflateStatus.Truncated, inflater.Decompress(alone, back, out _, out _));
        }
    }

    [Fact]
    public void AfterAnyError_TheInstanceStillDecodes()
    {
        byte[] page = PageSamples.Make("text", 4096, 1), output = new byte[8192], back = new byte[4096];
        int length = PageSamples.Deflater(DeflateMode.Dynamic).Compress(page, output);
        var inflater = new PageInflater();
        Assert.NotEqual(InflateStatus.Done, inflater.Decompress(output.AsSpan(0, length / 2), back, out _, out _));
        Assert.Equal(InflateStatus.BadBlockType, inflater.Decompress([7], back, out _, out _));
        Assert.Equal(InflateStatus.Done, inflater.Decompress(output.AsSpan(0, length), back, out _, out _));
        Assert.Equal(page, back);
    }

    [Fact]
    public void BytesAfterTheStream_AreLeftAlone()
    {
        byte[] page = PageSamples.Make("text", 4096, 1), output = new byte[8192], back = new byte[5000];
        int length = PageSamples.Deflater(DeflateMode.Dynamic).Compress(page, output);
        output.AsSpan(length).Fill(0xff);
        Assert.Equal(InflateStatus.Done, new PageInflater().Decompress(output, back, out int consumed, out int written));
        Assert.Equal((length, 4096), (consumed, written));
    }

    [Fact]
    public void EveryStatus_HasWords()
    {
        foreach (InflateStatus status in Enum.GetValues<InflateStatus>()) Assert.True(status.Describe().Length > 10, status.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32769)]
    public void AWindowOutOfRange_IsRefused(int bytes) => Assert.Throws<UsageException>(() => new PageInflater(bytes));

    private static BitStream Dynamic(int literals, int distances, int precode) =>
        new BitStream().Put(DynamicFinal, 3).Put(literals - 257, 5).Put(distances - 1, 5).Put(precode - 4, 4);

    private static InflateStatus Status(byte[] stream, int room) => new PageInflater().Decompress(stream, new byte[room], out _, out _);

    private static byte[] Inflate(byte[] stream, int room)
    {
        byte[] back = new byte[room];
        Assert.Equal(InflateStatus.Done, new PageInflater().Decompress(stream, back, out int consumed, out int written));
        Assert.Equal(stream.Length, consumed);
        return back[..written];
    }
}
