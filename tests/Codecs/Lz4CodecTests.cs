using MultifdBench.Codecs;
using MultifdBench.Codecs.Lz4;
using MultifdBench.Tests.Methods;

namespace MultifdBench.Tests.Codecs;

/// <summary>Both libraries, alone and as streams, against each other and against a reader by the format's description.</summary>
public class Lz4CodecTests
{
    public static TheoryData<CodecLibrary> Libraries => Lz4BlockTests.Libraries;

    [Theory]
    [MemberData(nameof(Libraries))]
    public void BlocksAlone_DependOnNothing(CodecLibrary library)
    {
        ILz4Codec codec = Lz4Codec.Open(library);
        foreach (int acceleration in (int[])[1, 5])
        {
            using ILz4Compressor used = codec.CreateCompressor(acceleration);
            foreach (int pages in (int[])[4, 1, 2, 1, 4, 3])
            {
                byte[] source = PageContent.Searchable(pages, 7);
                byte[] block = Alone(used, source);
                using ILz4Compressor fresh = codec.CreateCompressor(acceleration);
                Assert.Equal(Alone(fresh, source), block);
                Assert.Equal(source, Lz4BlockReader.Read(block));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void ABlockThatDoesNotFit_IsNone(CodecLibrary library)
    {
        using ILz4Compressor compressor = Lz4Codec.Open(library).CreateCompressor(1);
        Assert.Equal(0, compressor.CompressAlone(PageContent.Noise(1, 1), new byte[4095]));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Noise_FitsThePromisedBlock(CodecLibrary library)
    {
        using ILz4Compressor compressor = Lz4Codec.Open(library).CreateCompressor(1);
        foreach (int pages in (int[])[1, 16, 128])
        {
            byte[] source = PageContent.Noise(pages, pages);
            Assert.InRange(Alone(compressor, source).Length, source.Length, Lz4Codec.MaxBlockBytes(source.Length));
        }
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void AStream_OverManyWindows_IsReadByTheDescription(CodecLibrary library)
    {
        using ILz4Compressor compressor = Lz4Codec.Open(library).CreateCompressor(1);
        Lz4Window window = new(64 << 10);
        List<byte> expected = [];
        List<byte[]> blocks = [];
        int apart = 0;
        var random = new Random(5);
        byte[] pages = PageContent.Mixed(48, 5);
        for (int i = 0; i < 60; i++)
        {
            // Pieces of the same pages, so that a block refers to those before it wherever it may.
            byte[] source = pages.AsSpan(random.Next(32) << 12, (1 + random.Next(16)) << 12).ToArray();
            Span<byte> at = window.Next(source.Length, out _);
            source.CopyTo(at);
            byte[] block = new byte[Lz4Codec.MaxBlockBytes(source.Length)];
            blocks.Add(block[..compressor.CompressNext(at, block)]);
            expected.AddRange(source);
            using ILz4Compressor fresh = Lz4Codec.Open(library).CreateCompressor(1);
            apart += Alone(fresh, source).Length;
        }

        Assert.Equal(expected, Lz4BlockReader.Read(blocks));
        Assert.True(blocks.Sum(block => block.Length) < apart * 0.8, "blocks refer to those before them");
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Acceleration_CostsBytes_AndItsRangeIsChecked(CodecLibrary library)
    {
        ILz4Codec codec = Lz4Codec.Open(library);
        byte[] source = PageContent.Searchable(1, 3);
        // The managed library's blocks alone without acceleration have another table, so that they do not compare with the others.
        int[] lengths = [.. ((int[])[2, 8, 64, Lz4Codec.MaxAcceleration]).Select(Length)];
        Assert.Equal(lengths.Order(), lengths);
        Assert.True(lengths[0] < lengths[^1] && Length(1) < lengths[^1], string.Join(' ', lengths));
        Assert.Throws<ArgumentOutOfRangeException>(() => codec.CreateCompressor(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => codec.CreateCompressor(Lz4Codec.MaxAcceleration + 1));

        int Length(int acceleration)
        {
            using ILz4Compressor compressor = codec.CreateCompressor(acceleration);
            return Alone(compressor, source).Length;
        }
    }

    [Fact]
    public void AWindow_LeavesTheHistoryOfEachBlockAlone()
    {
        Lz4Window window = new(3 << 12);
        var random = new Random(1);
        List<byte> all = [];
        for (int i = 0; i < 200; i++)
        {
            Span<byte> next = window.Next((1 + random.Next(3)) << 12, out ReadOnlySpan<byte> history);
            random.NextBytes(next);
            Assert.Equal(all.TakeLast(history.Length), history.ToArray());
            Assert.InRange(history.Length, i == 0 ? 0 : 1, 64 << 10);
            all.AddRange(next);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => window.Next((3 << 12) + 1, out _));
    }

    private static byte[] Alone(ILz4Compressor compressor, byte[] source)
    {
        byte[] block = new byte[Lz4Codec.MaxBlockBytes(source.Length)];
        return block[..compressor.CompressAlone(source, block)];
    }
}
