using System.Diagnostics;
using System.Globalization;
using MultifdBench.Guest;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>
/// The quick comparison of page codecs: every pass runs all codecs one after another over the same pages, so that what else the machine
/// does falls on all of them, and a codec's figure is the median of its passes. Every round trip is verified first.
/// </summary>
public static class PageCodecComparison
{
    /// <summary>Passes without which a median says little.</summary>
    public const int LeastPasses = 7;

    private const int WarmUpPasses = 8; // tier-1 code needs the call counts of the first ones, and its compiler some time
    private const int DestinationBytes = 4 * Page.SizeBytes;

    /// <summary>Runs the comparison and prints a line per codec; codecs that are not here print their reason.</summary>
    /// <returns>A row per codec that ran.</returns>
    public static IReadOnlyList<PageCodecFigure> Run(PageSet pages, TextWriter output, int passes = LeastPasses)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(passes, LeastPasses);
        List<Contestant> contestants = [];
        foreach (PageCodecOffer offer in PageCodecCatalog.For(pages))
        {
            if (offer.Availability.IsAvailable) contestants.Add(new Contestant(offer.Create(), pages));
            else output.WriteLine($"{offer.Name,-14} skipped: {offer.Availability}");
        }

        for (int pass = -WarmUpPasses; pass < passes; pass++)
        {
            foreach (Contestant contestant in contestants) contestant.Pass(pages, keep: pass >= 0);
        }

        PageCodecFigure[] figures = [.. contestants.Select(contestant => contestant.Figure(pages))];
        Print(figures, output);
        foreach (Contestant contestant in contestants) contestant.Dispose();
        return figures;
    }

    private static void Print(PageCodecFigure[] figures, TextWriter output)
    {
        PageCodecFigure first = figures[0];
        output.WriteLine($"{"codec",-14} {"comp MB/s",10} {"ns/page",8} {"x",5} {"dec MB/s",10} {"ns/page",8} {"x",5} {"ratio",7}   (x: against {first.Name})");
        foreach (PageCodecFigure figure in figures)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{figure.Name,-14} {Rate(figure.CompressNsPerPage),10:F0} {figure.CompressNsPerPage,8:F0} {first.CompressNsPerPage / figure.CompressNsPerPage,5:F2} {Rate(figure.DecompressNsPerPage),10:F0} {figure.DecompressNsPerPage,8:F0} {first.DecompressNsPerPage / figure.DecompressNsPerPage,5:F2} {figure.Ratio,7:F3}"));
        }
    }

    private static double Rate(double nsPerPage) => Page.SizeBytes * 1e3 / nsPerPage;

    private sealed class Contestant : IDisposable
    {
        private readonly IPageCodec _codec;
        private readonly byte[][] _streams;
        private readonly byte[] _destination = new byte[DestinationBytes];
        private readonly byte[] _page = new byte[Page.SizeBytes];
        private readonly List<double> _compressNs = [];
        private readonly List<double> _decompressNs = [];

        public Contestant(IPageCodec codec, PageSet pages)
        {
            _codec = codec;
            _streams = new byte[pages.Count][];
            for (int page = 0; page < pages.Count; page++)
            {
                int length = codec.Compress(pages[page], _destination);
                if (length <= 0) throw new InvalidOperationException($"{codec.Name} did not compress page {page}.");
                _streams[page] = _destination[..length];
                if (!codec.Decompress(_streams[page], _page) || !pages[page].SequenceEqual(_page))
                    throw new InvalidOperationException($"{codec.Name} did not restore page {page}.");
            }
        }

        public void Pass(PageSet pages, bool keep)
        {
            long start = Stopwatch.GetTimestamp();
            for (int page = 0; page < pages.Count; page++) _codec.Compress(pages[page], _destination);
            long middle = Stopwatch.GetTimestamp();
            foreach (byte[] stream in _streams) _codec.Decompress(stream, _page);
            long end = Stopwatch.GetTimestamp();
            if (!keep) return;
            _compressNs.Add(Stopwatch.GetElapsedTime(start, middle).TotalNanoseconds / pages.Count);
            _decompressNs.Add(Stopwatch.GetElapsedTime(middle, end).TotalNanoseconds / pages.Count);
        }

        public PageCodecFigure Figure(PageSet pages) => new(
            _codec.Name, Median(_compressNs), Median(_decompressNs), pages.Count * (double)Page.SizeBytes / _streams.Sum(stream => (long)stream.Length));

        public void Dispose() => _codec.Dispose();

        private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
    }
}

/// <summary>A codec's figures on one set of pages.</summary>
/// <param name="Name">The codec.</param>
/// <param name="CompressNsPerPage">Median nanoseconds to compress a page.</param>
/// <param name="DecompressNsPerPage">Median nanoseconds to decompress a page.</param>
/// <param name="Ratio">Uncompressed ÷ compressed bytes.</param>
public sealed record PageCodecFigure(string Name, double CompressNsPerPage, double DecompressNsPerPage, double Ratio);
