using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;

namespace MultifdBench.Prediction.Folders;

/// <summary>
/// How a guest writes, from what dirty syncs found: each round of a run is a time, and the different pages that were written in it. Runs of
/// fast and slow methods have rounds of milliseconds and of seconds, which together are the curve that pools are chosen from. Immutable.
/// </summary>
internal sealed class FolderWrites
{
    // Of what a sync finds, pages that were dirty already do not count as written. Left a tenth, at most a tenth is missed.
    private const double MostLeft = 0.1;

    // In the first round those that have not been sent are spread like the others, so that their share is known.
    private const double MostOfFirstPassLeft = 0.25;

    // A sync takes time itself.
    private const double ShortestMs = 1;

    // Of fewer pages the number varies by more than 5 % by itself.
    private const double FewestPages = 400;
    private const int FewestDegreesOfFreedom = 5;

    private FolderWrites(IReadOnlyList<RunPoints> runs)
    {
        (long Ns, long Pages)[] curve = [.. runs.SelectMany(run => run.Points)];
        Points = curve.Length;
        LongestNs = curve.Max(point => point.Ns);
        Shortest = curve.Min(point => point.Ns);
        (Pools, ResidualShare) = DirtyPoolFit.FitShares(curve);
        (Spread, SpreadRuns) = SpreadOf(runs, Pools);
    }

    /// <summary>Rounds that were used.</summary>
    public int Points { get; }

    /// <summary>The shortest of them, ns.</summary>
    public long Shortest { get; }

    /// <summary>The longest of them, ns.</summary>
    public long LongestNs { get; }

    /// <summary>Pools that together write as the guest did.</summary>
    public IReadOnlyList<MeasuredPool> Pools { get; }

    /// <summary>Root mean square of how far the pools are off a round's pages, as a share of them.</summary>
    public double ResidualShare { get; }

    /// <summary>
    /// Standard deviation of ln(pages written ÷ those of the pools) between repetitions of a combination, all combinations pooled; null
    /// where there are too few that wrote enough.
    /// </summary>
    public double? Spread { get; }

    /// <summary>Runs that it is of.</summary>
    public int SpreadRuns { get; }

    /// <summary>Reads the rounds of a guest's runs.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="contentPages">Pages of the guest with content.</param>
    /// <exception cref="UsageException">None of them says how the guest writes by itself.</exception>
    public static FolderWrites Of(FolderRuns runs, long contentPages)
    {
        RunPoints[] points =
        [
            .. from run in runs.Runs
               where IsUntouched(run)
               let ofRun = PointsOf(runs.RoundsOf(run), contentPages)
               where ofRun.Count > 0
               select new RunPoints(Combination.Of(run), ofRun),
        ];
        return points.Length > 0
            ? new FolderWrites(points)
            : throw new UsageException($"{runs.Origin}: no round of a run of {runs.Workload} shows how it writes by itself. Runs under a "
                + "policy, throttled ones and those with postcopy do not count, nor do rounds that left much unsent.");
    }

    private static bool IsUntouched(RunRow run) => run.CpuThrottlePercentage is null or 0 && run.Policy.Length == 0
        && run.DirtyLimit is null or false && run.Postcopy is null or false;

    private static List<(long Ns, long Pages)> PointsOf(IReadOnlyList<RoundRow> rounds, long contentPages)
    {
        List<(long Ns, long Pages)> points = [];
        for (int i = 0; i + 1 < rounds.Count; i++)
        {
            RoundRow round = rounds[i], next = rounds[i + 1];
            double ms = next.StartMs - round.StartMs;
            long left = round.RemainingBytes / Page.SizeBytes
                ?? Math.Max(0, round.DirtyPagesAtStart - round.NormalPages - round.ZeroPages);
            bool isFirst = i == 0;
            double share = (double)left / Math.Max(1, isFirst ? contentPages : round.DirtyPagesAtStart);
            if (ms < ShortestMs || share > (isFirst ? MostOfFirstPassLeft : MostLeft)) continue;
            double written = Math.Max(0, next.DirtyPagesAtStart - left) / (isFirst ? 1 - share : 1);
            points.Add(((long)(ms * Units.NsPerMs), (long)Math.Round(written)));
        }

        return points;
    }

    private static (double? Spread, int Runs) SpreadOf(IReadOnlyList<RunPoints> runs, IReadOnlyList<MeasuredPool> pools)
    {
        double[][] groups =
        [
            .. runs.Where(run => run.Written >= FewestPages).GroupBy(run => run.Combination)
                .Select(group => group.Select(run => Math.Log(run.Written / run.Expected(pools))).ToArray())
                .Where(group => group.Length > 1),
        ];
        int degrees = groups.Sum(group => group.Length - 1);
        if (degrees < FewestDegreesOfFreedom) return (null, 0);
        double squares = groups.Sum(group => group.Sum(one => Math.Pow(one - group.Average(), 2)));
        return (Math.Sqrt(squares / degrees), groups.Sum(group => group.Length));
    }

    private sealed record RunPoints(Combination Combination, IReadOnlyList<(long Ns, long Pages)> Points)
    {
        public double Written => Points.Sum(point => point.Pages);

        public double Expected(IReadOnlyList<MeasuredPool> pools) => Points.Sum(point =>
            pools.Sum(pool => new DirtyPool(pool.Pages, pool.WritesPerSecond).UniquePages(point.Ns)));
    }
}
