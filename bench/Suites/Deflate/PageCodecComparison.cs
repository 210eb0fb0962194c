using System.Diagnostics;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>
/// The comparison of page codecs by turns: each packet of 128 pages goes through all codecs before the next one does, some milliseconds in
/// all, so that what else the machine does falls on all of them. A codec's time for a packet is the least of its passes, since other
/// programs only ever add to it; its figure is the mean over all packets. Every round trip is verified first.
/// </summary>
public static class PageCodecComparison
{
    /// <summary>Passes of which one, on a machine that is shared, has most likely been left alone.</summary>
    public const int DefaultPasses = 15;

    private const int WarmUpPasses = 2; // caches and branch predictors; code is compiled once and optimised at once

    /// <summary>Runs the comparison and prints a line per codec; codecs that are not here print their reason.</summary>
    /// <returns>A row per codec that ran.</returns>
    public static IReadOnlyList<PageCodecFigure> Run(PageSet pages, TextWriter output, int passes = DefaultPasses)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(passes);
        List<Contestant> contestants = [];
        foreach (PageCodecOffer offer in PageCodecCatalog.For(pages))
        {
            if (offer.Availability.IsAvailable) contestants.Add(new Contestant(offer.Create(), pages, passes));
            else output.WriteLine($"{offer.Name,-16} skipped: {offer.Availability}");
        }

        for (int pass = -WarmUpPasses; pass < passes; pass++)
        {
            for (int packet = 0; packet * PacketHeader.PagesPerPacket < pages.Count; packet++)
            {
                foreach (Contestant contestant in contestants) contestant.Run(packet, pass);
            }
        }

        PageCodecFigure[] figures = [.. contestants.Select(contestant => contestant.Figure())];
        Print(figures, output);
        foreach (Contestant contestant in contestants) contestant.Dispose();
        return figures;
    }

    private static void Print(PageCodecFigure[] figures, TextWriter output)
    {
        PageCodecFigure first = figures[0];
        output.WriteLine($"{"codec",-16} {"comp MB/s",10} {"ns/page",8} {"x",5} {"dec MB/s",10} {"ns/page",8} {"x",5} {"ratio",7}   (x: "
            + $"against {first.Name})");
        foreach (PageCodecFigure figure in figures)
        {
            output.WriteLine(
                Invariant.Text(
                    $"{figure.Name,-16} {Rate(figure.CompressNsPerPage),10:F0} {figure.CompressNsPerPage,8:F0} "
                        + $"{first.CompressNsPerPage / figure.CompressNsPerPage,5:F2} {Rate(figure.DecompressNsPerPage),10:F0} "
                        + $"{figure.DecompressNsPerPage,8:F0} {first.DecompressNsPerPage / figure.DecompressNsPerPage,5:F2} "
                        + $"{figure.Ratio,7:F3}"));
        }
    }

    private static double Rate(double nsPerPage) => Page.SizeBytes * 1e3 / nsPerPage;

    private sealed class Contestant : IDisposable
    {
        private readonly IPageCodec _codec;
        private readonly PageSet _pages;
        private readonly StreamSet _streams;
        private readonly byte[] _destination = new byte[IPageCodec.MaxStreamBytes];
        private readonly byte[] _restored = GC.AllocateArray<byte>(PacketHeader.PagesPerPacket * Page.SizeBytes, pinned: true);
        private readonly double[][] _compressNs; // [packet][pass]
        private readonly double[][] _decompressNs;

        public Contestant(IPageCodec codec, PageSet pages, int passes)
        {
            _codec = codec;
            _pages = pages;
            _streams = StreamSet.Of(codec, pages);
            int packets = (pages.Count + PacketHeader.PagesPerPacket - 1) / PacketHeader.PagesPerPacket;
            _compressNs = [.. Enumerable.Range(0, packets).Select(_ => new double[passes])];
            _decompressNs = [.. Enumerable.Range(0, packets).Select(_ => new double[passes])];
        }

        /// <summary>One packet forth and back; kept from pass 0 on.</summary>
        public void Run(int packet, int pass)
        {
            int first = packet * PacketHeader.PagesPerPacket, end = Math.Min(first + PacketHeader.PagesPerPacket, _pages.Count);
            Span<byte> restored = _restored.AsSpan(0, (end - first) * Page.SizeBytes);
            long start = Stopwatch.GetTimestamp();
            for (int page = first; page < end; page++) _codec.Compress(_pages[page], _destination);
            long middle = Stopwatch.GetTimestamp();
            bool isDone = _codec.DecompressPacket(_streams, first, restored);
            long done = Stopwatch.GetTimestamp();
            if (pass < 0)
            {
                Verify(isDone, first, restored);
                return;
            }

            _compressNs[packet][pass] = Stopwatch.GetElapsedTime(start, middle).TotalNanoseconds;
            _decompressNs[packet][pass] = Stopwatch.GetElapsedTime(middle, done).TotalNanoseconds;
        }

        public PageCodecFigure Figure() => new(
            _codec.Name, NsPerPage(_compressNs), NsPerPage(_decompressNs), _pages.Count * (double)Page.SizeBytes / _streams.LengthBytes);

        public void Dispose() => _codec.Dispose();

        private void Verify(bool isDone, int first, ReadOnlySpan<byte> restored)
        {
            for (int at = 0; at < restored.Length; at += Page.SizeBytes)
            {
                if (!isDone || !restored.Slice(at, Page.SizeBytes).SequenceEqual(_pages[first + at / Page.SizeBytes]))
                    throw new InvalidOperationException($"{_codec.Name} did not restore the packet of page {first}.");
            }
        }

        private double NsPerPage(double[][] packets) => packets.Sum(passes => passes.Min()) / _pages.Count;
    }
}

/// <summary>A codec's figures on one set of pages.</summary>
/// <param name="Name">The codec.</param>
/// <param name="CompressNsPerPage">Nanoseconds to compress a page.</param>
/// <param name="DecompressNsPerPage">Nanoseconds to decompress a page.</param>
/// <param name="Ratio">Uncompressed ÷ compressed bytes.</param>
public sealed record PageCodecFigure(string Name, double CompressNsPerPage, double DecompressNsPerPage, double Ratio);
