using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Prediction.Machines;
using MultifdBench.Prediction.Validation;
using MultifdBench.Results;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Prediction.Advice;

/// <summary>
/// Runs candidates for real at the size at which the guest was measured, over loopback TCP paced to the link, and puts the prediction of
/// those very runs beside them. Source, destination and guest share this machine, and the prediction knows that.
/// </summary>
/// <param name="machine">This machine, with the guest.</param>
/// <param name="key">The guest.</param>
/// <param name="createWorkload">Makes its workload; it is disposed here.</param>
/// <param name="methods">All methods.</param>
/// <param name="here">What this host says of guests and limits.</param>
/// <param name="time">Time stamps.</param>
public sealed class AdviceCheck(
    OwnMachine machine, GuestKey key, Func<GuestKey, IWorkload> createWorkload, MethodCatalog methods, PlanningHost here, TimeProvider time)
{
    private const int Repetitions = 3;

    /// <summary>Predicts and runs; a candidate that this host cannot run has no line.</summary>
    /// <param name="candidates">Which.</param>
    /// <param name="linkGbps">The link, decimal Gbit/s.</param>
    /// <param name="question">Downtime limit, policy and encryption.</param>
    /// <param name="results">Where the rows go.</param>
    /// <param name="observer">Hears how the runs go on.</param>
    /// <param name="cancellation">Ends it; lines so far are lost, rows are not.</param>
    /// <exception cref="UsageException">A run cannot work here.</exception>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<(Candidate Candidate, ValidationLine Line)> Run(
        IEnumerable<Candidate> candidates, double linkGbps, AdviceQuestion question, ResultSetWriter results, IMatrixObserver observer,
        CancellationToken cancellation)
    {
        List<(Candidate, PredictedRun)> predictions = [];
        LoadWatch watch = new(observer, cancellation);
        foreach (Candidate candidate in candidates)
        {
            MatrixPlan plan = MatrixPlan.Create(ProfileOf(candidate, linkGbps, question), methods, here);
            foreach (PlannedRun run in plan.Runs.Where(run => run.Availability.IsAvailable))
            {
                (RunRow row, _, string busiest) = machine.Predict(run, link: null, time.GetUtcNow(), cancellation);
                predictions.Add((candidate, new PredictedRun(run, row, busiest)));
            }

            new MatrixRunner(plan, results, createWorkload, watch, time).Run(cancellation);
        }

        IReadOnlyList<RunRow> measured = results.ReadRuns();
        return
        [
            .. from prediction in predictions
               let line = ValidationLine.Of(prediction.Item2, measured, watch.IsQuiet)
               where line is not null
               select (prediction.Item1, line),
        ];
    }

    private MatrixProfile ProfileOf(Candidate candidate, double linkGbps, AdviceQuestion question) => new()
    {
        Name = "advise-check",
        Memory = [Invariant.Text($"{key.MemoryBytes}B")],
        Workloads = [key.Workload],
        Methods = [candidate.Choice],
        Channels = [candidate.Row.Channels],
        ZeroPageDetection = [candidate.Row.ZeroPageDetection],
        Transport = ["tcp"],
        MaxBandwidth = [Invariant.Text($"{(long)(NetworkModel.PayloadGbps(linkGbps) * 1e9 / 8)}B")],
        DowntimeLimitMs = [question.DowntimeLimitMs],
        Policy = [question.Policies[0]],
        AutoConverge = [question.AutoConverge],
        Tls = [question.Tls],
        Repetitions = Repetitions,
        Simulated = false,
        Seed = key.Seed,
    };
}
