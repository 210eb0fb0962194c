using MultifdBench.Codecs;
using MultifdBench.Codecs.Pieces;
using MultifdBench.Guest;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Streaming;

/// <summary>
/// A method whose packets are pieces that are independent of each other and of all packets before them, perhaps with a dictionary that was
/// trained from the guest's own pages.
/// </summary>
internal sealed class PieceMethod : IMultifdMethod
{
    private readonly IPieceCodec _codec;
    private readonly int _level;
    private readonly PacketStreams _streams;
    private readonly int _dictionaryBytes;
    private readonly Lazy<TrainedContent>? _dictionary;

    /// <param name="name">The definition's.</param>
    /// <param name="wireFlag">The definition's.</param>
    /// <param name="request">Checked by the definition.</param>
    /// <param name="codec">The library that runs.</param>
    /// <param name="level">The level or acceleration asked for.</param>
    /// <param name="levelInForce">What the library tells of it.</param>
    public PieceMethod(string name, uint wireFlag, MethodRequest request, IPieceCodec codec, int level, int levelInForce)
    {
        Name = name;
        WireFlag = wireFlag;
        _codec = codec;
        _level = level;
        _streams = new PacketStreams(request.Get(CodecOptions.Streams));
        _dictionaryBytes = request.Get(CodecOptions.Dictionary);
        if (_dictionaryBytes > 0)
            _dictionary = new Lazy<TrainedContent>(() => Train(request.Pages, request.Get(CodecOptions.Library), _dictionaryBytes));
        Facts = new MethodFacts("none", "software", "", levelInForce, _streams.Streams, codec.Library)
        {
            DictionaryBytes = _dictionaryBytes,
        };
    }

    public string Name { get; }

    public uint WireFlag { get; }

    public MethodFacts Facts { get; }

    public string Remarks => _dictionary is { IsValueCreated: true, Value.Bytes.IsEmpty: true }
        ? "no dictionary could be made: the sample of the guest's pages is too small, or nothing in it repeats"
        : "";

    /// <summary>The dictionary, with its checksum; nothing where none was asked for.</summary>
    public ReadOnlyMemory<byte> CreateAgreement() => _dictionary?.Value.Serialize() ?? ReadOnlyMemory<byte>.Empty;

    public IPacketCompressor CreateCompressor() =>
        new PieceCompressor(_codec.CreateCompressor(_level, _dictionary?.Value), _streams);

    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement)
    {
        if (_dictionaryBytes == 0) return new PieceDecompressor(Name, _codec.CreateDecompressor(null), _streams);
        if (agreement.IsEmpty)
            throw new PayloadException($"the source sent no dictionary; --{CodecOptions.Dictionary.Name} must be equal on both sides");
        try
        {
            var dictionary = TrainedContent.Deserialize(agreement.Span, _dictionaryBytes);
            return new PieceDecompressor(Name, _codec.CreateDecompressor(dictionary), _streams);
        }
        catch (InvalidDataException e)
        {
            throw new PayloadException($"the source's dictionary cannot be used: {e.Message}");
        }
    }

    private static TrainedContent Train(IPageSample? pages, CodecLibrary library, int maxBytes)
    {
        if (pages is null) throw new InvalidOperationException("A dictionary needs pages of the guest: set MethodRequest.Pages.");
        using MemoryStream samples = new();
        pages.Visit(samples.Write);
        return new TrainedContent(
            new DictionaryTrainer(library).Train(samples.GetBuffer().AsSpan(0, (int)samples.Length), Page.SizeBytes, maxBytes));
    }
}
