using MultifdBench.Comparison.Statistics;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Core;
using MultifdBench.Results;

namespace MultifdBench.Comparison.Sets;

/// <summary>Whether a host became slower or faster while a session ran: all combinations together, second half against first.</summary>
internal static class Drift
{
    private const double Level = 0.001;

    /// <summary>A note for a single session that drifted; several sessions have their variance in the intervals.</summary>
    public static IEnumerable<string> Notes(SessionSet side)
    {
        if (side.Sessions.Count > 1) yield break;
        LogSample[] samples = [.. side.Combinations.Where(combination => combination.Source == RunSource.Measured)
            .Select(combination => LogSample.Of(side, combination, RunMetric.TotalTime)).Where(sample => sample.Count > 0)];
        if (samples.Length == 0) yield break;
        Location drift = LogSample.Mean(samples, [.. samples.Select(sample => Location.Of(sample.Values).Value)]).HalfTimeDifference();
        if (Math.Min(drift.PAbove(0), drift.PBelow(0)) > Level) yield break;
        yield return Invariant.Text(
            $"{side.Name}: the host drifted, the second half of the session took {Math.Exp(drift.Value):0.00} × the time of the first");
    }
}
