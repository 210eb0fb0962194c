using MultifdBench.Codecs;
using MultifdBench.Codecs.Lz4;
using MultifdBench.Codecs.Pieces;
using MultifdBench.Codecs.Zstd;
using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>A codec of the system with a dictionary that was trained from some of the pages. Not thread-safe.</summary>
/// <param name="name">As it stands in tables.</param>
/// <param name="codec">The library.</param>
/// <param name="dictionary">What both sides have.</param>
internal sealed class DictionaryCodec(string name, IPieceCodec codec, TrainedContent dictionary) : IPageCodec
{
    private const int DictionaryBytes = 32 << 10;
    private const string Suffix = " dict 32KiB";

    private readonly IPieceCompressor _compressor = codec.CreateCompressor(1, dictionary);
    private readonly IPieceDecompressor _decompressor = codec.CreateDecompressor(dictionary);

    public string Name => name;

    /// <summary>Those that this host may have.</summary>
    /// <param name="sample">What the dictionary is trained from.</param>
    public static IEnumerable<PageCodecOffer> Offers(Func<IEnumerable<ReadOnlyMemory<byte>>> sample)
    {
        Lazy<TrainedContent> dictionary = new(() => Train(sample()));
        yield return Offer("zstd 1" + Suffix, MultifdBench.Codecs.Zstd.ZstdCodec.Probe(CodecLibrary.Native),
            () => ZstdPieces.Open(CodecLibrary.Native), dictionary);
        yield return Offer("LZ4" + Suffix, Lz4Pieces.ProbeDictionary(CodecLibrary.Native),
            () => new Lz4Pieces(new NativeLz4()), dictionary);
    }

    public int Compress(ReadOnlySpan<byte> page, Span<byte> destination) => _compressor.Compress(page, destination);

    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> page) => _decompressor.Decompress(source, page) is null;

    public void Dispose()
    {
        _compressor.Dispose();
        _decompressor.Dispose();
    }

    private static PageCodecOffer Offer(
        string name, Availability availability, Func<IPieceCodec> open, Lazy<TrainedContent> dictionary) =>
        new(name, availability, () => new DictionaryCodec(name, open(), dictionary.Value));

    private static TrainedContent Train(IEnumerable<ReadOnlyMemory<byte>> pages)
    {
        byte[] samples = [.. pages.SelectMany(page => page.ToArray())];
        return new TrainedContent(new DictionaryTrainer(CodecLibrary.Auto).Train(samples, Page.SizeBytes, DictionaryBytes));
    }
}
