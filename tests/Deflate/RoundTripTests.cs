using System.IO.Compression;
using CsCheck;
using MultifdBench.Deflate;

namespace MultifdBench.Tests.Deflate;

public sealed class RoundTripTests
{
    public static TheoryData<DeflateMode, DeflateEffort> Codecs => new(
        from mode in Enum.GetValues<DeflateMode>()
        from effort in Enum.GetValues<DeflateEffort>()
        select (mode, effort));

    [Theory]
    [MemberData(nameof(Codecs))]
    public void AnyPage_OfAnyKindAndLength_ComesBack(DeflateMode mode, DeflateEffort effort)
    {
        CannedTable table = PageSamples.Table();
        Gen.Select(Gen.Int[0, PageSamples.Kinds.Length - 1].Select(i => PageSamples.Kinds[i]),
            Gen.Frequency((3, Gen.Const(4096)), (2, Gen.Int[0, 4096]), (1, Gen.Int[0, 70_000])), Gen.Int)
            .Sample((kind, length, seed) =>
            {
                byte[] page = PageSamples.Make(kind, length, seed);
                return page.AsSpan()
                    .SequenceEqual(RoundTrip(page, PageSamples.Deflater(mode, effort, table), PageSamples.Inflater(mode, table)));
            }, seed: "0N0XIzNsQ0O2", iter: 300, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void EveryShortLength_ComesBack_FromOneReusedInstance(DeflateMode mode, DeflateEffort effort)
    {
        CannedTable table = PageSamples.Table();
        PageDeflater deflater = PageSamples.Deflater(mode, effort, table);
        PageInflater inflater = PageSamples.Inflater(mode, table);
        for (int length = 0; length < 300; length++)
        {
            foreach (string kind in PageSamples.Kinds)
            {
                byte[] page = PageSamples.Make(kind, length, length);
                Assert.Equal(page, RoundTrip(page, deflater, inflater));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void APacketOf128Pages_ComesBack_WithinTheWindowOfIaa(DeflateMode mode, DeflateEffort effort)
    {
        CannedTable table = PageSamples.Table();
        byte[] packet = PageSamples.Make("mixed", PageDeflater.MaxSourceBytes, 7);
        Assert.Equal(packet, RoundTrip(packet, PageSamples.Deflater(mode, effort, table), PageSamples.Inflater(mode, table)));
    }

    [Theory]
    [InlineData(DeflateMode.Fixed)]
    [InlineData(DeflateMode.Dynamic)]
    public void DotNet_DecodesWhatWeEncode(DeflateMode mode)
    {
        PageDeflater deflater = PageSamples.Deflater(mode);
        foreach (string kind in PageSamples.Kinds)
        {
            foreach (int length in new[] { 0, 1, 5, 4096, 40_000 })
            {
                byte[] page = PageSamples.Make(kind, length, length);
                byte[] output = new byte[PageDeflater.MaxOutputBytes(length)];
                int written = deflater.Compress(page, output);
                using var stream = new DeflateStream(new MemoryStream(output, 0, written), CompressionMode.Decompress);
                using var back = new MemoryStream();
                stream.CopyTo(back);
                Assert.Equal(page, back.ToArray());
            }
        }
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void WeDecode_WhatDotNetEncodes(CompressionLevel level)
    {
        var inflater = new PageInflater();
        foreach (string kind in PageSamples.Kinds)
        {
            foreach (int length in new[] { 1, 5, 4096, 300_000 })
            {
                byte[] page = PageSamples.Make(kind, length, length);
                using var compressed = new MemoryStream();
                using (var stream = new DeflateStream(compressed, level, leaveOpen: true)) stream.Write(page);
                byte[] back = new byte[length];
                Assert.Equal(InflateStatus.Done, inflater.Decompress(compressed.ToArray(), back, out int consumed, out int written));
                Assert.Equal((compressed.Length, (long)length), (consumed, (long)written));
                Assert.Equal(page, back);
            }
        }
    }

    [Theory]
    [InlineData(SampleData.RedisGuest)]
    [InlineData(SampleData.IdleGuest)]
    [InlineData(SampleData.RedisYcsb)]
    public void RealPages_ComeBack_InEveryMode(string sample)
    {
        byte[] pages = SampleData.PagesOrSkip(sample);
        var builder = new CannedTableBuilder();
        for (int at = 0; at < pages.Length; at += 16 * 4096) builder.Add(pages.AsSpan(at, 4096));
        CannedTable table = builder.Build();
        foreach (DeflateMode mode in Enum.GetValues<DeflateMode>())
        {
            PageDeflater deflater = PageSamples.Deflater(mode, table: table);
            PageInflater inflater = PageSamples.Inflater(mode, table);
            for (int at = 0; at < pages.Length; at += 5 * 4096)
                Assert.True(pages.AsSpan(at, 4096).SequenceEqual(RoundTrip(pages.AsSpan(at, 4096), deflater, inflater)),
                    $"{mode}, page {at / 4096}");
        }
    }

    private static byte[] RoundTrip(ReadOnlySpan<byte> page, PageDeflater deflater, PageInflater inflater)
    {
        byte[] output = new byte[page.Length * 2 + 16];
        int length = deflater.Compress(page, output);
        Assert.True(length >= 0, "the stream fits");
        byte[] back = new byte[page.Length];
        InflateStatus status = inflater.Decompress(output.AsSpan(0, length), back, out int consumed, out int written);
        Assert.Equal((InflateStatus.Done, length, page.Length), (status, consumed, written));
        return back;
    }
}
