using MultifdBench.Capture.Dirty;
using MultifdBench.Capture.Images;
using MultifdBench.Capture.Processes;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Census;

/// <summary>What is written to a memory.</summary>
/// <param name="Method">How that was found out, one of <see cref="DirtyMethods"/>.</param>
/// <param name="Seconds">How long it was traced.</param>
/// <param name="Curve">Different pages written in windows of some lengths, means.</param>
/// <param name="Compared">Written pages whose content was compared with that at the end of the interval before; null for an image.</param>
/// <param name="IdenticalShare">Of these, those that hold the same as before; null without any.</param>
/// <param name="ChangedBytes">Bytes that differ, per compared page; null without any.</param>
/// <param name="XbzrleBytes">What QEMU's XBZRLE makes of such a page, mean; null without any.</param>
public sealed record WriteCensusResult(
    string Method, double Seconds, IReadOnlyList<WrittenWindow> Curve, long? Compared, double? IdenticalShare, double? ChangedBytes,
    double? XbzrleBytes);

/// <summary>A point of the curve.</summary>
/// <param name="Seconds">Length of the window.</param>
/// <param name="Pages">Different pages written in it, mean.</param>
public sealed record WrittenWindow(double Seconds, double Pages);

/// <summary>
/// Counts what is written to a memory: from the trace of an image, or of a live process, whose contents are compared too.
/// </summary>
public static class WriteCensus
{
    /// <summary>Contents that are kept to be compared with: 64 MiB.</summary>
    private const int MaxKept = 1 << 14;

    private static readonly int[] Windows = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    /// <summary>The figures of a trace.</summary>
    public static WriteCensusResult Of(DirtyTrace trace) => new(
        trace.Method, trace.Intervals.Sum(interval => interval.DurationUs / 1e6), [.. Curve(trace)], null, null, null, null);

    /// <summary>Traces a process. Of every so many pages one is kept and compared whenever it has been written.</summary>
    /// <param name="process">The process; goes on running.</param>
    /// <param name="tracker">Tracks <paramref name="regions"/>.</param>
    /// <param name="regions">Its pages.</param>
    /// <param name="duration">How long.</param>
    /// <param name="interval">Length of an interval.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <exception cref="CaptureException">The process has ended.</exception>
    public static WriteCensusResult Trace(
        LiveProcess process, IDirtyTracker tracker, IReadOnlyList<PageRegion> regions, TimeSpan duration, TimeSpan interval,
        CancellationToken cancellation)
    {
        Comparison comparison = new(process, regions);
        _ = tracker.Collect();
        List<TraceInterval> intervals = [];
        PageCapture.Trace(tracker, duration, interval, one =>
        {
            intervals.Add(one);
            foreach (PageRun run in one.Runs) comparison.Compare(run);
        }, cancellation);
        WriteCensusResult result = Of(new DirtyTrace(tracker.Method, intervals));
        double compared = comparison.Compared;
        return compared == 0
            ? result with { Compared = 0 }
            : result with
            {
                Compared = comparison.Compared,
                IdenticalShare = comparison.Identical / compared,
                ChangedBytes = comparison.ChangedBytes / compared,
                XbzrleBytes = comparison.XbzrleBytes / compared,
            };
    }

    private static IEnumerable<WrittenWindow> Curve(DirtyTrace trace) =>
        from intervals in Windows
        let window = DirtyCurve.Window(trace, intervals)
        where window is not null
        select new WrittenWindow(window.Value.Seconds, window.Value.Pages);

    /// <summary>Contents of some pages as they were last seen.</summary>
    private sealed class Comparison
    {
        private readonly LiveProcess _process;
        private readonly IReadOnlyList<PageRegion> _regions;
        private readonly long[] _firsts;
        private readonly long _step;
        private readonly byte[] _kept;
        private readonly byte[] _now = new byte[Page.SizeBytes];

        public Comparison(LiveProcess process, IReadOnlyList<PageRegion> regions)
        {
            _process = process;
            _regions = regions;
            _firsts = new long[regions.Count];
            long pages = 0;
            for (int i = 0; i < regions.Count; i++)
            {
                _firsts[i] = pages;
                pages += regions[i].Pages;
            }

            _step = (pages + MaxKept - 1) / MaxKept;
            _kept = new byte[((pages + _step - 1) / _step) << Page.Shift];
            for (long page = 0; page < pages; page += _step) process.Read(AddressOf(page), Kept(page));
        }

        public long Compared { get; private set; }

        public long Identical { get; private set; }

        public long ChangedBytes { get; private set; }

        public long XbzrleBytes { get; private set; }

        public void Compare(PageRun run)
        {
            long end = (long)run.First + run.Count;
            for (long page = (run.First + _step - 1) / _step * _step; page < end; page += _step)
            {
                _process.Read(AddressOf(page), _now);
                Span<byte> before = Kept(page);
                (int changed, int encoded) = Xbzrle.Sizes(before, _now);
                Compared++;
                if (changed == 0) Identical++;
                ChangedBytes += changed;
                XbzrleBytes += encoded;
                _now.CopyTo(before);
            }
        }

        private Span<byte> Kept(long page) => _kept.AsSpan((int)(page / _step) << Page.Shift, Page.SizeBytes);

        private ulong AddressOf(long page)
        {
            int region = Array.BinarySearch(_firsts, page);
            if (region < 0) region = ~region - 1;
            return _regions[region].Address + ((ulong)(page - _firsts[region]) << Page.Shift);
        }
    }
}
