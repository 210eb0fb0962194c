using System.Text;
using MultifdBench.Codecs;
using MultifdBench.Codecs.Lz4;
using MultifdBench.Tests.Methods;

namespace MultifdBench.Tests.Codecs;

/// <summary>Blocks made by hand, and what is wrong with those that are none.</summary>
public class Lz4BlockTests
{
    /// <summary>"abcd", a match of 8 bytes at offset 4, and five literals: 17 bytes.</summary>
    private static readonly byte[] Good = [0x44, .. "abcd"u8, 4, 0, 0x50, .. "vwxyz"u8];

    public static TheoryData<CodecLibrary> Libraries => [.. LibrariesHere];

    internal static IEnumerable<CodecLibrary> LibrariesHere =>
        ((CodecLibrary[])[CodecLibrary.Native, CodecLibrary.Managed]).Where(library => Lz4Codec.Probe(library).IsAvailable);

    [Theory]
    [MemberData(nameof(Libraries))]
    public void AGoodBlock_HasNoProblem_AndGivesItsBytes(CodecLibrary library)
    {
        byte[] output = new byte[17];
        Assert.Null(Lz4Block.Problem(Good, output.Length, 0));
        Assert.Equal(17, Lz4Codec.Open(library).Decompress(Good, output, []));
        Assert.Equal("abcdabcdabcdvwxyz", Encoding.ASCII.GetString(output));
        Assert.Equal(output, Lz4BlockReader.Read(Good));
    }

    [Fact]
    public void LiteralsAlone_AreABlock() => Assert.Null(Lz4Block.Problem([0x50, .. "vwxyz"u8], 5, 0));

    [Theory]
    [InlineData(new byte[0], 17, "0, and no literals after the last match")]
    [InlineData(new byte[] { 0x44, 1, 2, 3, 4, 0, 0, 0x50, 1, 2, 3, 4, 5 }, 17, "offset 0 at byte 5")]
    [InlineData(new byte[] { 0x44, 1, 2, 3, 4, 5, 0, 0x50, 1, 2, 3, 4, 5 }, 17, "offset 5 at byte 5, where 4 bytes stand before")]
    [InlineData(new byte[] { 0x04, 1, 0, 0x90, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, 17, "offset 1 at byte 1, where 0 bytes stand before")]
    [InlineData(new byte[] { 0x44, 1, 2, 3, 4, 4, 0, 0x60, 1, 2, 3, 4, 5 }, 17, "literals of 6 bytes at byte 8, where 5 are left")]
    [InlineData(new byte[] { 0xF0, 255, 255 }, 17, "the end of the block inside a length at byte 3")]
    [InlineData(new byte[] { 0x4F, 1, 2, 3, 4, 4, 0, 255 }, 4096, "the end of the block inside a length at byte 8")]
    [InlineData(new byte[] { 0x44, 1, 2, 3, 4, 4 }, 17, "the end of the block inside an offset at byte 5")]
    [InlineData(new byte[] { 0x44, 1, 2, 3, 4, 4, 0 }, 17, "12, and no literals after the last match")]
    [InlineData(new byte[] { 0x44, 1, 2, 3, 4, 4, 0, 0x50, 1, 2, 3, 4, 5 }, 18, "17")]
    [InlineData(new byte[] { 0x44, 1, 2, 3, 4, 4, 0, 0x50, 1, 2, 3, 4, 5 }, 16,
        "more at byte 7: a match that ends after byte 11 or begins after 4")]
    [InlineData(new byte[] { 0x4F, 1, 2, 3, 4, 4, 0, 255, 0, 0x50, 1, 2, 3, 4, 5 }, 17,
        "more at byte 9: a match that ends after byte 12 or begins after 5")]
    [InlineData(new byte[] { 0x64, 1, 2, 3, 4, 5, 6, 4, 0, 0x50, 1, 2, 3, 4, 5 }, 17,
        "more at byte 7: a match that ends after byte 12 or begins after 5")]
    public void WhatIsNoBlock_HasAProblemWithItsPlace(byte[] block, int outputBytes, string problem) =>
        Assert.Equal(problem, Lz4Block.Problem(block, outputBytes, 0));

    [Fact]
    public void History_MayBeReferredTo_AndNothingBeforeIt()
    {
        byte[] block = [0x04, 4, 0, 0x90, .. "123456789"u8];
        Assert.Null(Lz4Block.Problem(block, 17, historyBytes: 4));
        Assert.Equal("offset 4 at byte 1, where 3 bytes stand before", Lz4Block.Problem(block, 17, historyBytes: 3));
        foreach (CodecLibrary library in LibrariesHere)
        {
            byte[] output = new byte[17];
            Assert.Equal(17, Lz4Codec.Open(library).Decompress(block, output, "wxyz"u8));
            Assert.Equal("wxyzwxyz123456789", Encoding.ASCII.GetString(output));
        }
    }

    /// <summary>What the walk takes both libraries decode, to the bytes of a reader by the description.</summary>
    [Fact]
    public void DamagedBlocks_ThatHaveNoProblem_GiveTheSameBytesEverywhere()
    {
        byte[] page = PageContent.Mixed(4, 3);
        byte[] block = new byte[Lz4Codec.MaxBlockBytes(page.Length)];
        using ILz4Compressor compressor = new ManagedLz4().CreateCompressor(1);
        block = block[..compressor.CompressAlone(page, block)];
        var random = new Random(11);
        int taken = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] damaged = [.. block];
            for (int change = random.Next(3); change >= 0; change--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (Lz4Block.Problem(damaged, page.Length, 0) is not null) continue;
            taken++;
            byte[] expected = Lz4BlockReader.Read(damaged);
            foreach (CodecLibrary library in LibrariesHere)
            {
                byte[] output = new byte[page.Length];
                Assert.Equal(page.Length, Lz4Codec.Open(library).Decompress(damaged, output, []));
                Assert.True(expected.AsSpan().SequenceEqual(output), $"trial {trial} on {library}");
            }
        }

        Assert.InRange(taken, 1, 1999);
    }
}
