using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Matrix;

/// <summary>Adds to a matrix what its accelerators would do on hosts that have them: a second or two per guest, measured once.</summary>
internal static class SimulatedRows
{
    /// <summary>Appends a row per combination whose accelerator is not here, unless the folder has it.</summary>
    /// <param name="plan">The matrix.</param>
    /// <param name="results">Where the rows go.</param>
    /// <param name="session">For notes and time stamps.</param>
    /// <param name="cancellation">Ends it; rows so far stay.</param>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Append(MatrixPlan plan, ResultSetWriter results, ConsoleSession session, CancellationToken cancellation)
    {
        SimulatedTwin[] twins = [.. plan.Runs.Select(SimulatedTwin.Of).OfType<SimulatedTwin>()
            .Where(twin => !results.Contains(twin.Combination.RunId(1))).DistinctBy(twin => twin.Combination)];
        foreach (IGrouping<GuestKey, SimulatedTwin> ofGuest in twins.GroupBy(twin => twin.Run.Guest))
        {
            try
            {
                Append([.. ofGuest], ofGuest.Key, results, session, cancellation);
            }
            catch (UsageException e)
            {
                session.Note($"No simulated rows for {ofGuest.Key.Workload}: {e.Message}");
            }
        }
    }

    private static void Append(SimulatedTwin[] twins, GuestKey key, ResultSetWriter results, ConsoleSession session,
        CancellationToken cancellation)
    {
        using IWorkload workload = Workload.Create(key);
        CodecToMeasure[] codecs = [.. twins.DistinctBy(twin => twin.Label).Select(twin => twin.Software with { Key = twin.Label })];
        GuestProfile profile = GuestMeter.Measure(workload, twins[0].Run.Catalog, codecs, cancellation);
        foreach (SimulatedTwin twin in twins)
        {
            (RunRow row, IReadOnlyList<RoundRow> rounds) = twin.Simulate(profile, session.Time.GetUtcNow(), cancellation);
            results.Append(row with { Seed = key.Seed }, rounds);
        }
    }
}
