using MultifdBench.Codecs;
using MultifdBench.Codecs.Lz4;
using MultifdBench.Codecs.Pieces;
using MultifdBench.Codecs.Zstd;
using MultifdBench.Guest;
using MultifdBench.Tests.Methods;

namespace MultifdBench.Tests.Fuzz;

/// <summary>
/// A dictionary as the other host sends it: refused, or taken by decoders that then refuse a piece or restore some page, with any library.
/// </summary>
internal sealed class DictionaryTarget : FuzzTarget
{
    private const int MaxBytes = 4096;

    private static readonly CodecLibrary[] Libraries = [CodecLibrary.Native, CodecLibrary.Managed];

    private readonly IPieceCodec[] _codecs =
    [
        .. Libraries.Where(library => ZstdCodec.Probe(library).IsAvailable).Select(ZstdPieces.Open),
        .. Libraries.Where(library => Lz4Codec.Probe(library).IsAvailable).Select(library => new Lz4Pieces(Lz4Codec.Open(library))),
    ];

    private readonly byte[] _good = Train();
    private readonly byte[] _frame;
    private readonly byte[] _back = new byte[Page.SizeBytes];
    private readonly GuardedBuffer _guarded = new(2 * MaxBytes);

    public DictionaryTarget()
    {
        byte[] output = new byte[2 * Page.SizeBytes];
        using IPieceCompressor compressor = ZstdPieces.Open(CodecLibrary.Managed).CreateCompressor(1, new TrainedContent(_good));
        _frame = output[..compressor.Compress(PageContent.FiveLetters(1, 3), output)];
    }

    public override byte[] Make(Random random)
    {
        if (random.Next(4) == 0) return Mutator.Of(new TrainedContent(_good).Serialize(), random);
        // Right in all but its content: tables for the most part, which stand at its beginning.
        byte[] content = [.. _good];
        for (int changes = random.Next(1, 5); changes > 0; changes--)
            content[random.Next(random.Next(4) == 0 ? content.Length : 200)] = (byte)random.Next(256);
        return new TrainedContent(content).Serialize();
    }

    public override void Feed(byte[] input)
    {
        TrainedContent dictionary = TrainedContent.Deserialize(_guarded.Place(input), MaxBytes);
        foreach (IPieceCodec codec in _codecs)
        {
            using IPieceDecompressor decompressor = codec.CreateDecompressor(dictionary);
            _ = decompressor.Decompress(_frame, _back);
        }
    }

    public override bool Allows(Exception exception) => exception is InvalidDataException;

    protected override void Free() => _guarded.Dispose();

    private static byte[] Train()
    {
        byte[] samples = [.. Enumerable.Range(0, 64).SelectMany(seed => PageContent.FiveLetters(1, seed))];
        return new DictionaryTrainer(CodecLibrary.Managed).Train(samples, Page.SizeBytes, MaxBytes);
    }
}
