using MultifdBench.Core;
using MultifdBench.Deflate;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Qpl;

/// <summary>Method <c>qpl</c>, configured: streams of their own for pages or groups of pages, in one of three Huffman modes.</summary>
internal sealed class QplMethod : IMultifdMethod
{
    private readonly QplHuffman _huffman;
    private readonly PacketStreams _streams;
    private readonly Lazy<CannedTable>? _table;

    /// <param name="request">Checked by the definition.</param>
    public QplMethod(MethodRequest request)
    {
        _huffman = request.QplHuffman;
        _streams = new PacketStreams(request.Streams ?? PacketStreams.PerPage);
        if (_huffman == QplHuffman.Canned) _table = new Lazy<CannedTable>(() => BuildTable(request.Pages));
        Facts = new MethodFacts("none", "software", QplNames.Of(_huffman), null, _streams.Streams, DeflateLibrary.Name);
    }

    public string Name => "qpl";

    public uint WireFlag => PacketFlags.Qpl;

    public MethodFacts Facts { get; }

    /// <summary>The canned table, with its checksum; nothing in the other modes.</summary>
    public ReadOnlyMemory<byte> CreateAgreement() => _table?.Value.Serialize() ?? ReadOnlyMemory<byte>.Empty;

    public IPacketCompressor CreateCompressor() =>
        new QplCompressor(new SoftwareDeflateJobs(QplNames.ModeOf(_huffman), _table?.Value, _streams.Streams), _streams);

    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) => new QplDecompressor(_streams, ReadTable(agreement));

    private static CannedTable BuildTable(IPageSample? pages)
    {
        if (pages is null) throw new InvalidOperationException("A canned table needs pages of the guest: set MethodRequest.Pages.");
        CannedTableBuilder builder = new();
        pages.Visit(builder.Add);
        return builder.Build();
    }

    private CannedTable? ReadTable(ReadOnlyMemory<byte> agreement)
    {
        if (_huffman != QplHuffman.Canned) return null;
        if (agreement.IsEmpty) throw new PayloadException("the source sent no canned Huffman table; --qpl-huffman must be equal on both sides");
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
