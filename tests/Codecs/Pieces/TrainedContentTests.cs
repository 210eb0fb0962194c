using MultifdBench.Codecs;
using MultifdBench.Codecs.Pieces;
using MultifdBench.Codecs.Zstd;
using MultifdBench.Guest;
using MultifdBench.Tests.Methods;

namespace MultifdBench.Tests.Codecs.Pieces;

/// <summary>Dictionaries: made of samples, handed over, and refused where they are not what they should be.</summary>
public sealed class TrainedContentTests
{
    private const int MaxBytes = 8192;

    public static TheoryData<CodecLibrary> Libraries =>
        ZstdCodec.Probe(CodecLibrary.Native).IsAvailable ? [CodecLibrary.Native, CodecLibrary.Managed] : [CodecLibrary.Managed];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void ADictionary_MakesPagesAloneSmaller(CodecLibrary library)
    {
        TrainedContent dictionary = Train(library, seed: 1);
        Assert.InRange(dictionary.Bytes.Length, DictionaryTrainer.MinBytes, MaxBytes);
        IPieceCodec codec = ZstdPieces.Open(library);
        using IPieceCompressor with = codec.CreateCompressor(1, dictionary), without = codec.CreateCompressor(1, null);
        byte[] page = PageContent.Mixed(1, 1), output = new byte[2 * Page.SizeBytes];
        Assert.InRange(with.Compress(page, output), 1, without.Compress(page, output) - 1);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void WithoutEnoughToLearnFrom_ThereIsNone(CodecLibrary library)
    {
        DictionaryTrainer trainer = new(library);
        Assert.Empty(trainer.Train([], Page.SizeBytes, MaxBytes));
        Assert.Empty(trainer.Train(PageContent.Mixed(1, 1), Page.SizeBytes, MaxBytes));
    }

    [Fact]
    public void ASerialisedDictionary_ComesBack()
    {
        TrainedContent dictionary = new(PageContent.Noise(2, 3));
        TrainedContent back = TrainedContent.Deserialize(dictionary.Serialize(), MaxBytes);
        Assert.Equal(dictionary.Id, back.Id);
        Assert.Equal(dictionary.Bytes, back.Bytes);
        Assert.True(TrainedContent.Deserialize(new TrainedContent([]).Serialize(), MaxBytes).Bytes.IsEmpty);
        Assert.NotEqual(dictionary.Id, new TrainedContent(PageContent.Noise(2, 4)).Id);
    }

    [Fact]
    public void ADamagedOne_IsRefused()
    {
        byte[] bytes = new TrainedContent(PageContent.Noise(1, 3)).Serialize();
        for (int i = 0; i < bytes.Length; i += 5)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 0x20;
            Assert.Throws<InvalidDataException>(() => TrainedContent.Deserialize(damaged, MaxBytes));
            Assert.Throws<InvalidDataException>(() => TrainedContent.Deserialize(bytes.AsSpan(0, i), MaxBytes));
        }

        Assert.Equal("A dictionary has 16 to 4111 bytes, not 4112.",
            Assert.Throws<InvalidDataException>(() => TrainedContent.Deserialize(bytes, Page.SizeBytes - 1)).Message);
    }

    /// <summary>A checksum that is right proves no content: what the library refuses is said, on either side.</summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public void TablesThatAreNone_AreRefused(CodecLibrary library)
    {
        byte[] bytes = Train(library, seed: 1).Bytes.ToArray();
        bytes.AsSpan(8, 60).Fill(0xFF);
        TrainedContent bad = new(bytes);
        IPieceCodec codec = ZstdPieces.Open(library);
        Assert.Equal($"{codec.Library} finds no dictionary in it.",
            Assert.Throws<InvalidDataException>(() => codec.CreateDecompressor(bad)).Message);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void AFrameOfAnotherDictionary_IsToldFromADamagedOne(CodecLibrary library)
    {
        IPieceCodec codec = ZstdPieces.Open(library);
        using IPieceCompressor compressor = codec.CreateCompressor(1, Train(library, seed: 1));
        using IPieceDecompressor other = codec.CreateDecompressor(Train(library, seed: 1000)), none = codec.CreateDecompressor(null);
        byte[] output = new byte[Page.SizeBytes], page = PageContent.Mixed(1, 1);
        byte[] frame = output[..compressor.Compress(page, output)];
        foreach (IPieceDecompressor wrong in (IPieceDecompressor[])[other, none])
            Assert.Equal($"what {codec.Library} refuses (Dictionary mismatch)", wrong.Decompress(frame, new byte[Page.SizeBytes]));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void AFrameOfAnotherSize_IsRefused(CodecLibrary library)
    {
        IPieceCodec codec = ZstdPieces.Open(library);
        using IPieceCompressor compressor = codec.CreateCompressor(1, null);
        using IPieceDecompressor decompressor = codec.CreateDecompressor(null);
        byte[] output = new byte[Page.SizeBytes];
        byte[] frame = output[..compressor.Compress(PageContent.FiveLetters(1, 1), output)];
        Assert.Equal("4096 bytes", decompressor.Decompress(frame, new byte[Page.SizeBytes + 1]));
        Assert.Contains("too small", decompressor.Decompress(frame, new byte[Page.SizeBytes - 1]), StringComparison.Ordinal);
        Assert.Equal(0, compressor.Compress(PageContent.Noise(1, 1), new byte[Page.SizeBytes - 1]));
    }

    private static TrainedContent Train(CodecLibrary library, int seed)
    {
        byte[] samples = [.. Enumerable.Range(seed, 64).SelectMany(one => PageContent.Mixed(1, one))];
        return new TrainedContent(new DictionaryTrainer(library).Train(samples, Page.SizeBytes, MaxBytes));
    }
}
