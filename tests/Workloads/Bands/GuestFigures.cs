using System.Runtime.InteropServices;
using MultifdBench.Deflate;
using MultifdBench.Guest;

namespace MultifdBench.Tests.Workloads.Bands;

/// <summary>
/// What is compared between a guest and a sample of a real one, over pages in order of addresses. Zero pages count for <see
/// cref="ZeroShare"/>
/// alone. zlib's figures include its framing of 6 bytes a page, as those of the whole images do.
/// </summary>
internal sealed unsafe partial class GuestFigures
{
    private const int ZlibFraming = 6;

    private readonly byte[][] _pages;
    private readonly PageStatistics _statistics;

    private GuestFigures(IEnumerable<byte[]> pages)
    {
        byte[][] all = [.. pages];
        _pages = [.. all.Where(page => page.AsSpan().ContainsAnyExcept((byte)0))];
        _statistics = PageStatistics.OfOrSkip(_pages);
        ZeroShare = 1 - ((double)_pages.Length / all.Length);
        SameFilledShare = (double)_pages.Count(page => !page.AsSpan().ContainsAnyExcept(page[0])) / _pages.Length;
        DuplicateShare = 1 - ((double)_pages.Select(page => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(page)))
            .Distinct().Count() / _pages.Length);
    }

    public double ZeroShare { get; }

    /// <summary>Of non-zero pages: one byte over and over.</summary>
    public double SameFilledShare { get; }

    /// <summary>Of non-zero pages: those that hold what one before them holds.</summary>
    public double DuplicateShare { get; }

    public double ZlibRatio => Framed(_statistics.ZlibRatio);

    public double ZstdRatio => _statistics.ZstdRatio;

    public double ZlibStreamRatio => PageStreams.ZlibRatioOrSkip(_pages);

    public double ZstdStreamRatio => PageStreams.ZstdRatio(_pages);

    /// <summary>Of non-zero pages: those that zlib-1 does not make smaller.</summary>
    public double IncompressibleShare => _statistics.ShareBetween(0, 1 + ((double)ZlibFraming / Page.SizeBytes));

    /// <summary>The ratio (zlib-1) of all pages but the incompressible ones.</summary>
    public double CompressibleRatio
    {
        get
        {
            double[] ratios = [.. _statistics.SortedZlibRatios.Where(ratio => ratio > 1 + ((double)ZlibFraming / Page.SizeBytes))];
            return ratios.Length / ratios.Sum(ratio => 1 / Framed(ratio));
        }
    }

    /// <summary>The page ratio (zlib-1) below which 10, 20, … 90 % of the pages are.</summary>
    public double[] Deciles => [.. Enumerable.Range(1, 9).Select(tenth => Framed(_statistics.Quantile(0.1 * tenth)))];

    /// <summary>The qpl method's pages in the fixed code.</summary>
    public double QplFixedRatio
    {
        get
        {
            var deflater = new PageDeflater(DeflateMode.Fixed);
            byte[] output = new byte[PageDeflater.MaxOutputBytes(Page.SizeBytes)];
            return Ratio(page => deflater.Compress(page, output));
        }
    }

    /// <summary>How the compressed sizes of pages next to each other correlate.</summary>
    public double NeighbourCorrelation => Correlation([.. _pages.Select(page => (double)PageStatistics.ZlibBytes(page))]);

    public static GuestFigures OfOrSkip(IEnumerable<byte[]> pages) => new(pages);

    /// <summary>Every <paramref name="every"/>-th run of 16 pages: how the samples were taken.</summary>
    public static IEnumerable<byte[]> Systematic(IEnumerable<byte[]> pages, int every) =>
        pages.Chunk(16).Where((_, run) => run % every == 0).SelectMany(run => run);

    /// <summary>The system's LZ4, each page alone, or skips the test where there is none.</summary>
    public double Lz4RatioOrSkip()
    {
        Assert.SkipUnless(NativeLibrary.TryLoad("liblz4.so.1", out _), "liblz4.so.1 is not here: install liblz4-1 to check LZ4's ratio");
        byte[] output = new byte[2 * Page.SizeBytes];
        return Ratio(page =>
        {
            fixed (byte* from = page)
            fixed (byte* to = output)
                return CompressDefault(from, to, page.Length, output.Length);
        });
    }

    private static double Framed(double ratio) => Page.SizeBytes / ((Page.SizeBytes / ratio) + ZlibFraming);

    private double Ratio(Func<byte[], int> compress) => (double)_pages.Length * Page.SizeBytes / _pages.Sum(page => (long)compress(page));

    private static double Correlation(double[] sizes)
    {
        double mean = sizes.Average();
        double covariance = Enumerable.Range(1, sizes.Length - 1).Average(i => (sizes[i] - mean) * (sizes[i - 1] - mean));
        return covariance / sizes.Average(size => (size - mean) * (size - mean));
    }

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4_compress_default")]
    private static partial int CompressDefault(byte* from, byte* to, int length, int room);
}
