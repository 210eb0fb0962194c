using MultifdBench.Measurement.Planning;
using MultifdBench.Multifd;
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

    /// <summary>
    /// For runs with one key, one that warms them all and is soon done: with the most channels, and without the limit of bandwidth. On a
    /// slow link a run mostly waits, and waiting warms nothing.
    /// </summary>
    public static PlannedRun Representative(IEnumerable<PlannedRun> runs)
    {
        PlannedRun run = runs.MaxBy(run => (run.Combination.Channels, run.Combination.MaxBandwidthMbps is null))!;
        MigrationParameters parameters = run.Parameters;
        return run with
        {
            Combination = run.Combination with { MaxBandwidthMbps = null },
            Parameters = parameters with { Precopy = parameters.Precopy with { MaxBandwidthBytesPerSecond = 0 } },
        };
    }
}
