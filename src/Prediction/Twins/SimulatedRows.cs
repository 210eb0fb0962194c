using MultifdBench.Core;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Prediction.Machines;
using MultifdBench.Results;

namespace MultifdBench.Prediction.Twins;

/// <summary>
/// Adds to a matrix what its accelerators would do on hosts that have them, and beside them what software does there.
/// </summary>
/// <param name="survey">Measures guests.</param>
/// <param name="time">Time stamps.</param>
/// <param name="note">Told, one line each, which guests have no such rows and why.</param>
public sealed class SimulatedRows(CachedSurvey survey, TimeProvider time, Action<string> note)
{
    /// <summary>
    /// Appends a row per combination whose accelerator is not here, and per combination in software on each of the hosts that these are on,
    /// unless the folder has it.
    /// </summary>
    /// <param name="plan">The matrix.</param>
    /// <param name="results">Where the rows go.</param>
    /// <param name="cancellation">Ends it; rows so far stay.</param>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Append(MatrixPlan plan, ResultSetWriter results, CancellationToken cancellation)
    {
        SimulatedTwin[] twins = [.. Twins(plan).Where(twin => !results.Contains(twin.Combination.RunId(1)))];
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

    /// <summary>All twins of a matrix, each once, those on accelerators first.</summary>
    internal static IReadOnlyList<SimulatedTwin> Twins(MatrixPlan plan)
    {
        double link = plan.Profile.SimulatedLinkGbps;
        // The modelled link is the limit: a run that differs from another by its limit alone has no twin of its own.
        bool anyUnlimited = plan.Runs.Any(run => run.Combination.MaxBandwidthMbps is null);
        PlannedRun[] runs = [.. plan.Runs.Where(run => !anyUnlimited || run.Combination.MaxBandwidthMbps is null)];
        SimulatedTwin[] onDevices =
        [
            .. from run in runs
               from memory in SimulatedSizes.OfRows(plan, run.Guest)
               let twin = SimulatedTwin.Of(run, memory, link)
               where twin is not null
               select twin,
        ];
        IEnumerable<SimulatedTwin> inSoftware =
            from host in onDevices.Select(twin => twin.Host).Distinct()
            from run in runs
            from memory in SimulatedSizes.OfRows(plan, run.Guest)
            let twin = SimulatedTwin.InSoftware(run, host, memory, link)
            where twin is not null
            select twin;
        return [.. onDevices.Concat(inSoftware).DistinctBy(twin => twin.Combination)];
    }

    /// <summary>The codecs of all twins of a guest, under the twins' labels.</summary>
    internal static SoftwareCodec[] Codecs(IEnumerable<SimulatedTwin> twins) =>
    [
        .. twins.Where(twin => twin.Software is not null).DistinctBy(twin => twin.Label)
            .Select(twin => twin.Software! with { Key = twin.Label }),
    ];

    private void Append(SimulatedTwin[] twins, GuestKey key, ResultSetWriter results, CancellationToken cancellation)
    {
        GuestProfile profile = survey.Guest(key, Codecs(twins), cancellation);
        DateTimeOffset started = time.GetUtcNow();
        var simulated = new (RunRow Row, IReadOnlyList<RoundRow> Rounds)[twins.Length];
        UsageException?[] problems = new UsageException?[twins.Length];
        ParallelOptions allCores = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, twins.Length, allCores, i =>
        {
            try
            {
                simulated[i] = twins[i].Simulate(profile, started, cancellation);
            }
            catch (UsageException e)
            {
                problems[i] = e;
            }
        });
        for (int i = 0; i < twins.Length; i++)
        {
            if (problems[i] is { } problem) throw problem;
            results.Append(simulated[i].Row with { Seed = key.Seed }, simulated[i].Rounds);
        }
    }
}
