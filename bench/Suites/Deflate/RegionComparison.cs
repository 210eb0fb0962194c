using System.Diagnostics;
using MultifdBench.Capture.Census;
using MultifdBench.Codecs;
using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>
/// Methods' codecs by the size of what is compressed at a time: pieces of 4 to 512 KiB of the page set, each apart from the others. By
/// turns, as <see cref="PageCodecComparison"/>: all codecs and sizes get the same 512 KiB in turn, and the least of the passes counts.
/// </summary>
public static class RegionComparison
{
    private const int WarmUpPasses = 1;

    private static IReadOnlyList<int> RegionPages => MemoryCensus.RegionPages;

    /// <summary>Runs the comparison and prints a line per codec.</summary>
    public static void Run(PageSet pages, IReadOnlyList<RegionCodecOffer> offers, TextWriter output, int passes)
    {
        byte[] packed = GC.AllocateUninitializedArray<byte>(RegionPages[^1] << Page.Shift, pinned: true);
        Contestant[] contestants = [.. offers.Select(offer => new Contestant(offer, packed.Length))];
        for (int first = 0; first < pages.Count; first += RegionPages[^1])
        {
            int count = Math.Min(RegionPages[^1], pages.Count - first);
            for (int i = 0; i < count; i++) pages[first + i].CopyTo(packed.AsSpan(i << Page.Shift));
            foreach (Contestant contestant in contestants) contestant.Begin();
            for (int pass = -WarmUpPasses; pass < passes; pass++)
            {
                foreach (Contestant contestant in contestants) contestant.Run(packed.AsSpan(0, count << Page.Shift), pass >= 0);
            }

            foreach (Contestant contestant in contestants) contestant.End();
        }

        double bytes = (double)pages.Count * Page.SizeBytes;
        string header = string.Concat(RegionPages.Select(size => $"{size * Page.SizeBytes / 1024,8} KiB"));
        output.WriteLine();
        output.WriteLine($"{"method by piece",-16} {header}   (MB/s compressing / ratio)");
        foreach (Contestant contestant in contestants)
        {
            output.WriteLine($"{contestant.Name,-16} " + string.Concat(contestant.Figures.Select(
                figure => Invariant.Text($"{bytes * 1e3 / figure.Ns,7:F0}/{bytes / figure.Bytes:F2}"))));
            contestant.Dispose();
        }
    }

    private sealed class Contestant(RegionCodecOffer offer, int maxBytes) : IDisposable
    {
        private readonly IRegionCodec _codec = offer.Create();
        private readonly double[] _ns = new double[RegionPages.Count];
        private readonly long[] _bytes = new long[RegionPages.Count];
        private readonly double[] _least = new double[RegionPages.Count];
        private readonly long[] _size = new long[RegionPages.Count];
        private byte[] _output = [];

        public string Name => offer.Name;

        public IEnumerable<(double Ns, double Bytes)> Figures => _ns.Zip(_bytes, (ns, bytes) => (ns, (double)bytes));

        public void Begin()
        {
            if (_output.Length == 0) _output = GC.AllocateUninitializedArray<byte>(_codec.MaxOutputBytes(maxBytes), pinned: true);
            Array.Fill(_least, double.MaxValue);
        }

        public void Run(ReadOnlySpan<byte> packed, bool counts)
        {
            for (int size = 0; size < RegionPages.Count; size++)
            {
                int step = RegionPages[size] << Page.Shift;
                long bytes = 0, started = Stopwatch.GetTimestamp();
                for (int at = 0; at < packed.Length; at += step)
                    bytes += _codec.Compress(packed.Slice(at, Math.Min(step, packed.Length - at)), _output);
                if (!counts) continue;
                _least[size] = Math.Min(_least[size], Stopwatch.GetElapsedTime(started).TotalNanoseconds);
                _size[size] = bytes;
            }
        }

        public void End()
        {
            for (int size = 0; size < RegionPages.Count; size++)
            {
                _ns[size] += _least[size];
                _bytes[size] += _size[size];
            }
        }

        public void Dispose() => _codec.Dispose();
    }
}
