using MultifdBench.Measurement.Planning;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Matrix;

/// <summary>
/// What a warm-up run warms. It is a run's whole identity less the three axes that run no other code, so that an axis that is added later
/// counts until someone says here that it does not.
/// </summary>
/// <param name="Guest">The guest.</param>
/// <param name="Combination">The combination, without those axes.</param>
internal sealed record WarmUpKey(GuestKey Guest, Combination Combination)
{
    /// <summary>The key of a run. The count of channels and the two limits change how often the same code runs, and when.</summary>
    public static WarmUpKey Of(PlannedRun run) =>
        new(run.Guest, run.Combination with { Channels = 0, MaxBandwidthMbps = null, DowntimeLimitMs = null });

    /// <summary>Of runs with one key, one that warms the others too and is soon done: the least limited, with the most channels.</summary>
    public static PlannedRun Representative(IEnumerable<PlannedRun> runs) =>
        runs.MaxBy(run => (run.Combination.MaxBandwidthMbps ?? double.PositiveInfinity, run.Combination.Channels))!;
}
