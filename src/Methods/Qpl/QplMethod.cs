using MultifdBench.Core;
using MultifdBench.Deflate;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Qpl;

/// <summary>Method <c>qpl</c>, configured: streams of their own for pages or groups of pages, in one of three Huffman modes.</summary>
internal sealed class QplMethod : IMultifdMethod
{
    private readonly DeflateMode _huffman;
    private readonly PacketStreams _streams;
    private readonly DeflateEngine _engine;
    private readonly Lazy<CannedTable>? _table;

    /// <param name="name">The definition's.</param>
    /// <param name="wireFlag">The definition's.</param>
    /// <param name="request">Checked by the definition.</param>
    /// <param name="engine">What runs the jobs.</param>
    public QplMethod(string name, uint wireFlag, MethodRequest request, DeflateEngine engine)
    {
        Name = name;
        WireFlag = wireFlag;
        _huffman = request.Get(QplOptions.Huffman);
        _streams = new PacketStreams(request.Get(CodecOptions.Streams));
        _engine = engine;
        if (_huffman == DeflateMode.Canned) _table = new Lazy<CannedTable>(() => BuildTable(request.Pages));
        string accelerator = (engine.Path == "hardware" ? Devices.Qpl : Accelerator.None).Name;
        Facts = new MethodFacts(accelerator, engine.Path, QplOptions.Huffman.TextOf(_huffman), null, _streams.Streams, engine.Library);
    }

    public string Name { get; }

    public uint WireFlag { get; }

    public MethodFacts Facts { get; }

    public string Remarks => _engine.Remarks;

    /// <summary>The canned table, with its checksum; nothing in the other modes.</summary>
    public ReadOnlyMemory<byte> CreateAgreement() => _table?.Value.Serialize() ?? ReadOnlyMemory<byte>.Empty;

    public IPacketCompressor CreateCompressor() =>
        new QplCompressor(_engine.CreateDeflateJobs(_huffman, _table?.Value, _streams.Streams), _streams);

    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) =>
        new QplDecompressor(_engine.CreateInflateJobs(ReadTable(agreement), _streams.Streams), _streams);

    private CannedTable BuildTable(IPageSample? pages) => pages is null
        ? throw new InvalidOperationException("A canned table needs pages of the guest: set MethodRequest.Pages.")
        : _engine.BuildTable(pages);

    private CannedTable? ReadTable(ReadOnlyMemory<byte> agreement)
    {
        if (_huffman != DeflateMode.Canned) return null;
        if (agreement.IsEmpty)
            throw new PayloadException("the source sent no canned Huffman table; --qpl-huffman must be equal on both sides");
        try
        {
            return CannedTable.Deserialize(agreement.Span);
        }
        catch (Exception e) when (e is InvalidDataException or UsageException)
        {
            throw new PayloadException($"the source's canned Huffman table cannot be used: {e.Message}");
        }
    }
}
