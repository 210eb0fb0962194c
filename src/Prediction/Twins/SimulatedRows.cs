using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Results;

namespace MultifdBench.Prediction.Twins;

/// <summary>Adds to a matrix what its accelerators would do on hosts that have them: a second or two per guest, measured once.</summary>
/// <param name="createWorkload">Makes a guest's workload; it is disposed here.</param>
/// <param name="time">Time stamps.</param>
/// <param name="note">Told, one line each, which guests have no such rows and why.</param>
public sealed class SimulatedRows(Func<GuestKey, IWorkload> createWorkload, TimeProvider time, Action<string> note)
{
    /// <summary>Appends a row per combination whose accelerator is not here, unless the folder has it.</summary>
    /// <param name="plan">The matrix.</param>
    /// <param name="results">Where the rows go.</param>
    /// <param name="cancellation">Ends it; rows so far stay.</param>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Append(MatrixPlan plan, ResultSetWriter results, CancellationToken cancellation)
    {
        SimulatedTwin[] twins =
        [
            .. plan.Runs.Select(SimulatedTwin.Of).OfType<SimulatedTwin>()
                .Where(twin => !results.Contains(twin.Combination.RunId(1))).DistinctBy(twin => twin.Combination),
        ];
        foreach (IGrouping<GuestKey, SimulatedTwin> ofGuest in twins.GroupBy(twin => twin.Run.Guest))
        {
            try
            {
                Append([.. ofGuest], ofGuest.Key, results, cancellation);
            }
            catch (UsageException e)
            {
                note($"No simulated rows for {ofGuest.Key.Workload}: {e.Message}");
            }
        }
    }

    private void Append(SimulatedTwin[] twins, GuestKey key, ResultSetWriter results, CancellationToken cancellation)
    {
        using IWorkload workload = createWorkload(key);
        SoftwareCodec[] codecs = [.. twins.DistinctBy(twin => twin.Label).Select(twin => twin.Software with { Key = twin.Label })];
        GuestProfile profile = GuestMeter.Measure(workload, twins[0].Run.Catalog, codecs, cancellation);
        foreach (SimulatedTwin twin in twins)
        {
            (RunRow row, IReadOnlyList<RoundRow> rounds) = twin.Simulate(profile, time.GetUtcNow(), cancellation);
            results.Append(row with { Seed = key.Seed }, rounds);
        }
    }
}
