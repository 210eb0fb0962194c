using System.Diagnostics;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Matrix;

/// <summary>
/// Runs a plan into a results folder: warm-up first and apart, then every run that the folder does not hold yet. A run that fails is a
/// row; only a full disk or the user ends the matrix early, and what was written stays valid.
/// </summary>
public sealed class MatrixRunner
{
    private readonly MatrixPlan _plan;
    private readonly ResultSetWriter _results;
    private readonly Func<GuestKey, IWorkload> _createWorkload;
    private readonly IMatrixObserver _observer;
    private readonly TimeProvider _time;
    private readonly RunEstimates _estimates = new();
    private int _done;

    /// <summary>Prepares a matrix.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="results">Where rows go; what it holds already is not run again.</param>
    /// <param name="createWorkload">Makes a guest's workload.</param>
    /// <param name="observer">Hears of progress.</param>
    /// <param name="time">For time stamps.</param>
    public MatrixRunner(MatrixPlan plan, ResultSetWriter results, Func<GuestKey, IWorkload> createWorkload, IMatrixObserver observer, TimeProvider time)
    {
        _plan = plan;
        _results = results;
        _createWorkload = createWorkload;
        _observer = observer;
        _time = time;
    }

    /// <summary>Runs everything that is left.</summary>
    /// <exception cref="OperationCanceledException">The user stopped it; the folder can be resumed.</exception>
    /// <exception cref="ResultsException">The disk refused a row; rows before it are intact.</exception>
    public MatrixOutcome Run(CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        TimeSpan measuring = TimeSpan.Zero;
        bool anyFailed = false;
        using GuestPool guests = new(_createWorkload);
        RecordUnavailable();
        (PlannedRun Run, int Repetition)[] left = [.. _plan.Order().Where(item => !_results.Contains(item.Run.Combination.RunId(item.Repetition)))];
        int total = _plan.Runs.Count(run => run.Availability.IsAvailable) * _plan.Profile.Repetitions;
        _done = total - left.Length;
        WarmUp(guests, left.Select(item => item.Run), cancellation);
        for (int i = 0; i < left.Length; i++)
        {
            _observer.RunStarts(left[i].Run, left[i].Repetition, Progress(total, left.AsSpan(i)));
            RunRow row = RunOnce(guests, left[i].Run, left[i].Repetition, cancellation);
            _done++;
            measuring += TimeSpan.FromMilliseconds(row.TotalTimeMs ?? 0);
            anyFailed |= row.Outcome == RunOutcome.Failed;
            _observer.RunEnded(left[i].Run, row, Progress(total, left.AsSpan(i + 1)));
        }

        return new MatrixOutcome(anyFailed, measuring, Stopwatch.GetElapsedTime(started));
    }

    private MatrixProgress Progress(int total, ReadOnlySpan<(PlannedRun Run, int Repetition)> left) => new(_done, total, _estimates.Remaining(left));

    /// <summary>What this host cannot run is one row that says why.</summary>
    private void RecordUnavailable()
    {
        foreach (PlannedRun run in _plan.Runs.Where(run => !run.Availability.IsAvailable && !_results.Contains(run.Combination.RunId(1))))
        {
            RunRow row = run.Combination.NewRow(1, _time.GetUtcNow()) with
            {
                Outcome = RunOutcome.Unavailable,
                Reason = run.Availability.ToString(),
                Seed = run.Guest.Seed,
            };
            _results.Append(row, []);
        }
    }

    /// <summary>One discarded run per workload and method: code is compiled, libraries are loaded and the guest's memory is resident.</summary>
    private void WarmUp(GuestPool guests, IEnumerable<PlannedRun> runs, CancellationToken cancellation)
    {
        PlannedRun[] representatives = [.. runs.DistinctBy(run => (run.Guest, run.Combination.Transport, run.Combination.Method, run.Combination.Level, run.Combination.Library))];
        for (int i = 0; i < _plan.Profile.WarmUp; i++)
        {
            foreach (PlannedRun run in representatives)
            {
                _observer.WarmingUp(run);
                TryWarmUp(guests, run, cancellation);
            }
        }
    }

    private void TryWarmUp(GuestPool guests, PlannedRun run, CancellationToken cancellation)
    {
        try
        {
            Execute(guests, run, cancellation);
        }
        catch (Exception e) when (IsRunsOwnFailure(e))
        {
            // The measured runs will meet it again and say so in their rows.
        }
    }

    /// <summary>A guest that cannot be set up (memory, image) or connected fails its own runs, not the matrix.</summary>
    private static bool IsRunsOwnFailure(Exception e) => e is UsageException or GuestException or InsufficientMemoryException or ConnectionException;

    private RunRow RunOnce(GuestPool guests, PlannedRun run, int repetition, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        RunRow identity = run.Combination.NewRow(repetition, _time.GetUtcNow()) with { Seed = run.Guest.Seed };
        RunMeasurement? measurement = null;
        RunRow row;
        try
        {
            (measurement, MethodFacts facts) = Execute(guests, run, cancellation);
            row = measurement.ToRow(identity with { Library = facts.Library });
        }
        catch (Exception e) when (IsRunsOwnFailure(e))
        {
            row = identity with { Outcome = RunOutcome.Failed, Reason = e.Message };
        }

        _results.Append(row, measurement?.ToRounds(row.RunId) ?? [], measurement?.ToPageSizes(row.RunId));
        _estimates.Add(run, Stopwatch.GetElapsedTime(started));
        return row;
    }

    private (RunMeasurement Measurement, MethodFacts Facts) Execute(GuestPool guests, PlannedRun run, CancellationToken cancellation)
    {
        GuestSetup guest = guests.Get(run.Guest, _observer.PreparingGuest);
        IMultifdMethod method = MethodCatalog.Create(run.Method with { Pages = new GuestSample(guest.Source) });
        using ITransport transport = Transports.Create(run.Combination.Transport);
        RunMeasurement measurement = new MigrationRun(guest, method, run.Parameters, transport).Execute(cancellation);
        return (measurement, method.Facts);
    }
}

/// <summary>How a matrix went.</summary>
/// <param name="AnyFailed">A run failed: corrupt memory, lost connection. Timeouts and unavailable combinations are results, not failures.</param>
/// <param name="Measuring">Time inside measured migrations.</param>
/// <param name="Elapsed">Wall time of the whole session, warm-up and comparison of memories included.</param>
public sealed record MatrixOutcome(bool AnyFailed, TimeSpan Measuring, TimeSpan Elapsed);
