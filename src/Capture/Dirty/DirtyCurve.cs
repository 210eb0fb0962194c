using MultifdBench.Capture.Images;

namespace MultifdBench.Capture.Dirty;

/// <summary>
/// How many different pages are written in some time: the one figure about dirtying that does not depend on how often one looks.
/// </summary>
public static class DirtyCurve
{
    /// <summary>
    /// Mean number of different pages written in windows of several intervals, each window beginning where the last ended.
    /// </summary>
    /// <param name="trace">The intervals.</param>
    /// <param name="intervals">Intervals a window has, at least one.</param>
    /// <returns>Pages and the windows' mean length in seconds; null when the trace is shorter than one window.</returns>
    public static (double Pages, double Seconds)? Window(DirtyTrace trace, int intervals)
    {
        int windows = trace.Intervals.Count / intervals;
        if (windows == 0) return null;
        long pages = 0;
        long us = 0;
        HashSet<uint> seen = [];
        for (int i = 0; i < windows * intervals; i++)
        {
            if (i % intervals == 0) seen.Clear();
            TraceInterval interval = trace.Intervals[i];
            us += interval.DurationUs;
            foreach (PageRun run in interval.Runs)
            {
                for (uint page = 0; page < run.Count; page++) if (seen.Add(run.First + page)) pages++;
            }
        }

        return ((double)pages / windows, us / 1e6 / windows);
    }
}
