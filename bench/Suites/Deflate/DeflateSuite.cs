using BenchmarkDotNet.Attributes;
using MultifdBench.Guest;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>
/// BenchmarkDotNet over page codecs: one operation is all pages of the set, each a stream of its own. Pages come from the file that
/// <c>MULTIFD_BENCH_PAGES</c> names (what <c>--pages</c> sets), else they are synthetic.
/// </summary>
public class DeflateSuite
{
    private readonly byte[] _destination = new byte[IPageCodec.MaxStreamBytes];
    private readonly byte[] _packet = GC.AllocateArray<byte>(PacketHeader.PagesPerPacket * Page.SizeBytes, pinned: true);
    private PageSet _pages = null!;
    private IPageCodec _codec = null!;
    private StreamSet _streams = null!;

    /// <summary>The codec of this run.</summary>
    [ParamsSource(nameof(Codecs))]
    public string Codec { get; set; } = "";

    /// <summary>Codecs that this host has.</summary>
    public static IEnumerable<string> Codecs =>
        PageCodecCatalog.For(PageSet.Synthetic(1)).Where(offer => offer.Availability.IsAvailable).Select(offer => offer.Name);

    /// <summary>Bytes that one operation works on.</summary>
    public long Bytes => (long)_pages.Count * Page.SizeBytes;

    [GlobalSetup]
    public void SetUp()
    {
        _pages = PageSet.Chosen();
        _codec = PageCodecCatalog.For(_pages).Single(offer => offer.Name == Codec).Create();
        _streams = StreamSet.Of(_codec, _pages);
    }

    [GlobalCleanup]
    public void CleanUp() => _codec.Dispose();

    /// <summary>Compressed bytes of all pages.</summary>
    [Benchmark]
    public long Compress()
    {
        long bytes = 0;
        for (int page = 0; page < _pages.Count; page++) bytes += _codec.Compress(_pages[page], _destination);
        return bytes;
    }

    /// <summary>Restores all pages, packet by packet; whether that went well.</summary>
    [Benchmark]
    public bool Decompress()
    {
        bool isDone = true;
        for (int first = 0; first < _streams.Count; first += PacketHeader.PagesPerPacket)
        {
            int count = Math.Min(PacketHeader.PagesPerPacket, _streams.Count - first);
            isDone &= _codec.DecompressPacket(_streams, first, _packet.AsSpan(0, count * Page.SizeBytes));
        }

        return isDone;
    }

    /// <summary>Uncompressed ÷ compressed bytes.</summary>
    public double Ratio() => (double)Bytes / _streams.LengthBytes;
}
