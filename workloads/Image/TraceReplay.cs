using MultifdBench.Capture.Images;
using MultifdBench.Guest;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Image;

/// <summary>
/// Writes the pages of a dirty trace, each interval's spread evenly over its length, in rising order; from the beginning again after the
/// end. A trace knows which pages were written, not what: 8 bytes of each are changed, so ratios stay those of the image. Not thread-safe.
/// </summary>
internal sealed class TraceReplay(DirtyTrace trace)
{
    /// <summary>Steps a second; a step is a millisecond of the trace.</summary>
    public const int OperationsPerSecond = 1000;

    private const long StepUs = 1000;

    // Counted once: this runs on the guest's thread while a migration is measured.
    private readonly long[] _pages = [.. trace.Intervals.Select(interval => interval.Pages)];
    private readonly bool _isEmpty = trace.Intervals.All(interval => interval.DurationUs == 0);
    private readonly byte[] _value = new byte[sizeof(ulong)];
    private int _interval;
    private long _elapsedUs;
    private int _run;
    private uint _page;
    private long _written;
    private ulong _writes;

    private TraceInterval Current => trace.Intervals[_interval];

    /// <summary>Back to the beginning of the trace.</summary>
    public void Rewind()
    {
        _interval = 0;
        _writes = 0;
        Begin();
    }

    /// <summary>Goes on by some milliseconds: writes what is due, marks after each write.</summary>
    public void Advance(RamBlock block, int steps)
    {
        // Without any length there is no time at which to write; with some, every pass through the trace uses up time.
        for (long leftUs = _isEmpty ? 0 : steps * StepUs; leftUs > 0;)
        {
            long stepUs = Math.Min(leftUs, Current.DurationUs - _elapsedUs);
            _elapsedUs += stepUs;
            leftUs -= stepUs;
            long pages = _pages[_interval];
            long due = Current.DurationUs == 0 ? pages : pages * _elapsedUs / Current.DurationUs;
            while (_written < due) WriteNext(block);
            if (_elapsedUs < Current.DurationUs) continue;
            _interval = (_interval + 1) % trace.Intervals.Count;
            Begin();
        }
    }

    private void Begin()
    {
        _elapsedUs = 0;
        _written = 0;
        _run = 0;
        _page = 0;
    }

    private void WriteNext(RamBlock block)
    {
        PageRun run = Current.Runs[_run];
        long page = run.First + _page;
        BitConverter.TryWriteBytes(_value, SeededRandom.Mix(++_writes));
        long word = (long)(SeededRandom.Mix((ulong)page) % (Page.SizeBytes / sizeof(ulong)));
        block.Write((page << Page.Shift) + (word * sizeof(ulong)), _value);
        _written++;
        if (++_page < run.Count) return;
        _run++;
        _page = 0;
    }
}
