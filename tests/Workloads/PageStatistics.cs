using System.Runtime.InteropServices;
using MultifdBench.Guest;
using ZstdSharp;

namespace MultifdBench.Tests.Workloads;

/// <summary>Compressibility of pages, each alone. zlib is the system's: .NET's own level 1 is another algorithm.</summary>
internal sealed unsafe partial class PageStatistics
{
    private const int ZlibFraming = 6; // header and checksum, which raw deflate does not have

    private PageStatistics(List<byte[]> pages, bool withZlib)
    {
        using var zstd = new Compressor(1);
        byte[] output = new byte[2 * Page.SizeBytes];
        ZstdRatio = Ratio(pages.Select(page => zstd.Wrap(page, output)));
        int[] sizes = withZlib ? [.. pages.Select(page => ZlibBytes(page))] : [];
        ZlibRatio = withZlib ? Ratio(sizes) : 0;
        SortedZlibRatios = [.. sizes.Select(size => (double)Page.SizeBytes / size).Order()];
        long[] histogram = new long[256];
        foreach (byte[] page in pages) foreach (byte b in page) histogram[b]++;
        double total = (double)pages.Count * Page.SizeBytes;
        EntropyBits = -histogram.Where(n => n > 0).Sum(n => n / total * Math.Log2(n / total));
        ZeroByteShare = histogram[0] / total;
    }

    public double ZlibRatio { get; }
    public double ZstdRatio { get; }
    public double[] SortedZlibRatios { get; }
    public double EntropyBits { get; }
    public double ZeroByteShare { get; }

    /// <summary>Statistics of non-zero pages, or skips the test where the system has no zlib.</summary>
    public static PageStatistics OfOrSkip(IEnumerable<byte[]> pages)
    {
        Assert.SkipUnless(NativeLibrary.TryLoad("libz.so.1", out _),
            "libz.so.1 is not here: install zlib1g to check ratios against QEMU's zlib");
        return new PageStatistics([.. pages.Where(page => page.AsSpan().ContainsAnyExcept((byte)0))], withZlib: true);
    }

    public double Quantile(double share) => SortedZlibRatios[Math.Min(SortedZlibRatios.Length - 1, (int)(share * SortedZlibRatios.Length))];

    public double ShareBetween(double low, double high) =>
        SortedZlibRatios.Count(r => r >= low && r <= high) / (double)SortedZlibRatios.Length;

    private static double Ratio(IEnumerable<int> sizes)
    {
        int[] all = [.. sizes];
        return (double)all.Length * Page.SizeBytes / all.Sum(size => (long)size);
    }

    /// <summary>zlib-1 without its framing.</summary>
    public static int ZlibBytes(byte[] page)
    {
        byte* output = stackalloc byte[2 * Page.SizeBytes];
        nuint length = 2 * Page.SizeBytes;
        fixed (byte* input = page) Assert.Equal(0, Compress2(output, &length, input, (nuint)page.Length, 1));
        return (int)length - ZlibFraming;
    }

    [LibraryImport("libz.so.1", EntryPoint = "compress2")]
    private static partial int Compress2(byte* output, nuint* outputLength, byte* input, nuint inputLength, int level);
}
