using BenchmarkDotNet.Attributes;
using MultifdBench.Guest;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>
/// BenchmarkDotNet over page codecs: one operation is all pages of the set, each alone. Pages come from the file that
/// <c>MULTIFD_BENCH_PAGES</c> names (what <c>--pages</c> sets), else they are synthetic.
/// </summary>
public class DeflateSuite
{
    /// <summary>Environment variable with the path of a memory image, plain or .zst; the benchmark process inherits it.</summary>
    public const string PagesVariable = "MULTIFD_BENCH_PAGES";

    private const int SyntheticPages = 512;
    private const int Seed = 1;

    private readonly byte[] _destination = new byte[4 * Page.SizeBytes];
    private readonly byte[] _page = new byte[Page.SizeBytes];
    private PageSet _pages = null!;
    private IPageCodec _codec = null!;
    private byte[][] _streams = null!;

    /// <summary>The codec of this run.</summary>
    [ParamsSource(nameof(Codecs))]
    public string Codec { get; set; } = "";

    /// <summary>Codecs that this host has.</summary>
    public static IEnumerable<string> Codecs =>
        PageCodecCatalog.For(PageSet.Synthetic(1, Seed)).Where(offer => offer.Availability.IsAvailable).Select(offer => offer.Name);

    [GlobalSetup]
    public void SetUp()
    {
        string? path = Environment.GetEnvironmentVariable(PagesVariable);
        _pages = string.IsNullOrEmpty(path) ? PageSet.Synthetic(SyntheticPages, Seed) : PageSet.FromFile(path);
        _codec = PageCodecCatalog.For(_pages).Single(offer => offer.Name == Codec).Create();
        _streams = new byte[_pages.Count][];
        for (int page = 0; page < _pages.Count; page++) _streams[page] = _destination[.._codec.Compress(_pages[page], _destination)];
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

    /// <summary>Pages restored.</summary>
    [Benchmark]
    public int Decompress()
    {
        int restored = 0;
        foreach (byte[] stream in _streams) restored += _codec.Decompress(stream, _page) ? 1 : 0;
        return restored;
    }
}
