namespace MultifdBench.Capture.Images;

/// <summary>Which pages of an image were written in the intervals after it was taken.</summary>
/// <param name="Method">How that was found out, one of <see cref="Dirty.DirtyMethods"/>.</param>
/// <param name="Intervals">In order of time.</param>
public sealed record DirtyTrace(string Method, IReadOnlyList<TraceInterval> Intervals);

/// <summary>The pages written in one interval.</summary>
/// <param name="DurationUs">Length of the interval in microseconds, as it was: a loaded machine makes them longer than asked for.</param>
/// <param name="Runs">Written pages, rising, no page twice.</param>
public sealed record TraceInterval(uint DurationUs, IReadOnlyList<PageRun> Runs)
{
    /// <summary>Pages written.</summary>
    public long Pages => Runs.Sum(run => (long)run.Count);
}
