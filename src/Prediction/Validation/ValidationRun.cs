using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Prediction.Machines;
using MultifdBench.Results;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Prediction.Validation;

/// <summary>What came of a validation.</summary>
/// <param name="Predictions">All that was predicted.</param>
/// <param name="Lines">Those of them that there is a measured time for.</param>
/// <param name="KnowsQuietRuns">Whether it is known which runs others left alone.</param>
/// <param name="Loads">What others used of the machine meanwhile, a sentence.</param>
/// <param name="Runs">How the runs went.</param>
public sealed record ValidationOutcome(
    IReadOnlyList<PredictedRun> Predictions, IReadOnlyList<ValidationLine> Lines, bool KnowsQuietRuns, string Loads, MatrixOutcome Runs);

/// <summary>
/// The model against this machine: micro-benchmarks first, then the predictions, then the runs that were predicted. Nothing is fitted.
/// </summary>
/// <param name="plan">The runs; over a link, their destination is the link's.</param>
/// <param name="link">The way to a destination in another process; null for this one over the loopback interface.</param>
/// <param name="createWorkload">Makes a guest's workload; it is disposed here.</param>
/// <param name="time">Time stamps.</param>
/// <param name="note">Told, one line each, what is being done and what a reader should know.</param>
/// <param name="engineBytes">Memory of the plain guests that are migrated for the engine's figures.</param>
/// <param name="patience">As <see cref="EngineMeter.Measure"/> has it.</param>
public sealed class ValidationRun(
    MatrixPlan plan, ValidationLink? link, Func<GuestKey, IWorkload> createWorkload, TimeProvider time, Action<string> note,
    long engineBytes = EngineMeter.DefaultGuestBytes, TimeSpan? patience = null)
{
    /// <summary>Measures, predicts, runs and compares. Predictions are in the results before anything runs.</summary>
    /// <param name="results">Where rows, models and the comparison go.</param>
    /// <param name="observer">Hears how the runs go on.</param>
    /// <param name="methods">All methods.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">This machine cannot be measured.</exception>
    /// <exception cref="ConnectionException">The link's destination is gone.</exception>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ValidationOutcome Run(
        ResultSetWriter results, IMatrixObserver observer, MethodCatalog methods, CancellationToken cancellation)
    {
        note("Measuring the engine and the guests ...");
        OtherLoad whileMeasuring = OtherLoad.Start();
        OwnMachine machine = Measure(methods, cancellation);
        string loads = Describe(whileMeasuring, "while the machine was measured");
        machine.Write(results.Folder);
        PlannedRun[] possible = [.. plan.Runs.Where(run => run.Availability.IsAvailable)];
        PredictedRun[] predictions = [.. possible.Select(run => Predict(machine, run, results, cancellation))];
        LoadWatch watch = new(observer, cancellation);
        OtherLoad whileRunning = OtherLoad.Start();
        MatrixOutcome outcome = new MatrixRunner(plan, results, createWorkload, watch, time, link?.Remote).Run(cancellation);
        results.WriteSummary();
        // A destination on this machine is among the others: what else there was is not told from it.
        bool isOneOfThem = link is { SharesCores: true };
        string whose = isOneOfThem ? " (the destination is one of them)" : "";
        loads = $"Others used {loads}, {Describe(whileRunning, "while the runs ran")}{whose}.";
        IReadOnlyList<RunRow> measured = results.ReadRuns();
        Func<RunRow, bool>? isQuiet = isOneOfThem ? null : watch.IsQuiet;
        ValidationLine[] lines =
            [.. predictions.Select(predicted => ValidationLine.Of(predicted, measured, isQuiet)).OfType<ValidationLine>()];
        ValidationLine.Write(lines, results.Folder);
        return new ValidationOutcome(predictions, lines, !isOneOfThem, loads, outcome);
    }

    private OwnMachine Measure(MethodCatalog methods, CancellationToken cancellation)
    {
        IEnumerable<int> channels = plan.Runs.Select(run => run.Parameters.Channels);
        OwnMachine machine = OwnMachine.Measure(channels, methods, cancellation, engineBytes, patience);
        note(machine.ToString());
        foreach (GuestKey guest in plan.Runs.Select(run => run.Guest).Distinct())
        {
            using IWorkload workload = createWorkload(guest);
            machine.Add(guest, workload, cancellation);
        }

        return machine;
    }

    private PredictedRun Predict(OwnMachine machine, PlannedRun run, ResultSetWriter results, CancellationToken cancellation)
    {
        (RunRow row, IReadOnlyList<RoundRow> rounds, string busiest) = machine.Predict(run, link, time.GetUtcNow(), cancellation);
        results.Append(row, rounds);
        return new PredictedRun(run, row, busiest);
    }

    private static string Describe(OtherLoad load, string when) => load.Cores() is { } cores
        ? Text($"{cores:0.00} cores {when}")
        : $"an unknown share of the cores {when}";
}
