using System.Diagnostics;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.TwoHosts;
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
    private readonly RemoteDestination? _destination;
    private readonly GuestRefill? _refill;
    private readonly RunEstimates _estimates;
    private readonly HashSet<WarmUpKey> _warm = [];
    private readonly HashSet<GuestKey> _filled = [];
    private readonly RunsLeft _left = new();
    private int _done;
    private int _total;

    /// <summary>Prepares a matrix.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="results">Where rows go; what it holds already is not run again.</param>
    /// <param name="createWorkload">Makes a guest's workload.</param>
    /// <param name="observer">Hears of progress.</param>
    /// <param name="time">For time stamps.</param>
    /// <param name="destination">The other process that takes every run; null for this one.</param>
    /// <param name="refill">How guests get their memory back between runs; null to decide by what this machine has available now.</param>
    /// <param name="guesses">How long runs will take, for the time left until they have run; null where nobody waits for it.</param>
    public MatrixRunner(
        MatrixPlan plan,
        ResultSetWriter results,
        Func<GuestKey, IWorkload> createWorkload,
        IMatrixObserver observer,
        TimeProvider time,
        RemoteDestination? destination = null,
        GuestRefill? refill = null,
        MatrixCosts? guesses = null)
    {
        _estimates = new RunEstimates(guesses);
        _destination = destination;
        _refill = refill;
        _plan = plan;
        _results = results;
        _createWorkload = createWorkload;
        _observer = observer;
        _time = time;
    }

    /// <summary>Runs everything that is left.</summary>
    /// <exception cref="OperationCanceledException">The user stopped it; the folder can be resumed.</exception>
    /// <exception cref="ResultsException">The disk refused a row; rows before it are intact.</exception>
    /// <exception cref="ConnectionException">
    /// The other process is gone, and with it every run that is left; the folder can be resumed.
    /// </exception>
    public MatrixOutcome Run(CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        bool isDestinationHere = _destination is null;
        GuestRefill refill = _refill ?? GuestRefills.Decide(_plan, isDestinationHere, MemoryBudget.AvailableBytes());
        using GuestPool guests = new(_createWorkload, isDestinationHere, refill == GuestRefill.Copy, MemoryBudget.AvailableBytes);
        RecordUnavailable();
        RunPrecision precision = new(_results.ReadRuns());
        var fixedRuns = _plan.Order().ToArray();
        _done = fixedRuns.Count(IsDone);
        _total = fixedRuns.Length;
        MatrixOutcome outcome = RunAll(guests, fixedRuns, precision, cancellation);
        for (int repetition = _plan.Profile.Repetitions + 1; _plan.Goal.IsSet && repetition <= _plan.Profile.MaxRepetitions; repetition++)
        {
            // A combination's own rows decide, so that a matrix that was interrupted goes on as if it had not been.
            var wanted =
                _plan.Order(repetition).Where(item => IsDone(item) || precision.WantsMore(item.Run.Combination, _plan.Goal)).ToArray();
            if (wanted.Length == 0) break;
            _done += wanted.Count(IsDone);
            _total += wanted.Length;
            outcome = outcome.And(RunAll(guests, wanted, precision, cancellation));
        }

        return outcome with { Elapsed = Stopwatch.GetElapsedTime(started) };
    }

    private MatrixOutcome RunAll(GuestPool guests, (PlannedRun Run, int Repetition)[] wanted, RunPrecision precision,
        CancellationToken cancellation)
    {
        MatrixOutcome outcome = new(AnyFailed: false, TimeSpan.Zero, TimeSpan.Zero);
        (PlannedRun Run, int Repetition)[] todo = [.. wanted.Where(item => !IsDone(item))];
        foreach ((PlannedRun run, _) in todo) _left.Add(run);
        WarmUp(guests, todo.Select(item => item.Run), cancellation);
        foreach ((PlannedRun run, int repetition) in todo)
        {
            _observer.RunStarts(run, repetition, Progress());
            RunRow row = RunOnce(guests, run, repetition, cancellation);
            _done++;
            bool isLast = _left.Take(run) == 0;
            precision.Add(row);
            outcome = outcome.And(
                new MatrixOutcome(row.Outcome == RunOutcome.Failed, TimeSpan.FromMilliseconds(row.TotalTimeMs ?? 0), TimeSpan.Zero));
            _observer.RunEnded(run, row, Progress() with { IsLastOfItsKind = isLast });
        }

        return outcome;
    }

    private bool IsDone((PlannedRun Run, int Repetition) item) => _results.Contains(item.Run.Combination.RunId(item.Repetition));

    private MatrixProgress Progress()
    {
        IEnumerable<PlannedRun> unfilled = _left.Guests.Where(run => !_filled.Contains(run.Guest));
        return new MatrixProgress(_done, _total, _estimates.Remaining(_left.Counted, unfilled));
    }

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

    /// <summary>One discarded run for all that runs other code or another guest: code is compiled and libraries are loaded.</summary>
    private void WarmUp(GuestPool guests, IEnumerable<PlannedRun> runs, CancellationToken cancellation)
    {
        var cold = runs.GroupBy(WarmUpKey.Of).Where(group => _warm.Add(group.Key));
        PlannedRun[] representatives = [.. cold.Select(WarmUpKey.Representative)];
        PlannedRun[] warmUps = [.. Enumerable.Repeat(representatives, _plan.Profile.WarmUp).SelectMany(once => once)];
        foreach (PlannedRun run in warmUps) _left.Add(run);
        foreach (PlannedRun run in warmUps)
        {
            _observer.WarmingUp(run, Progress());
            TryWarmUp(guests, run, cancellation);
            _left.Take(run);
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

    /// <summary>
    /// A guest that cannot be set up (memory, image), connected or agreed on fails its own runs, not the matrix; another process that
    /// cannot be reached any more would fail all of them.
    /// </summary>
    private bool IsRunsOwnFailure(Exception e) =>
        e is UsageException or GuestException or InsufficientMemoryException or RefusedException
            || (_destination is null && e is ConnectionException);

    private RunRow RunOnce(GuestPool guests, PlannedRun run, int repetition, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        RunRow identity = run.Combination.NewRow(repetition, _time.GetUtcNow()) with { Seed = run.Guest.Seed };
        RunMeasurement? measurement = null;
        RunRow row;
        try
        {
            (measurement, IMultifdMethod method) = Execute(guests, run, cancellation);
            row = measurement.Figures.ToRow(identity with { Library = method.Facts.Library, Notes = method.Remarks });
        }
        catch (Exception e) when (IsRunsOwnFailure(e))
        {
            row = identity with { Outcome = RunOutcome.Failed, Reason = e.Message };
        }

        RunFigures? figures = measurement?.Figures;
        _results.Append(row, figures?.ToRounds(row.RunId) ?? [], measurement?.ToPageSizes(row.RunId), figures?.ToTimeline(row.RunId));
        _estimates.Add(run, Stopwatch.GetElapsedTime(started));
        return row;
    }

    private (RunMeasurement Measurement, IMultifdMethod Method) Execute(GuestPool guests, PlannedRun run, CancellationToken cancellation)
    {
        GuestSetup guest = guests.Get(run.Guest, key => _observer.PreparingGuest(key, Progress()));
        _filled.Add(run.Guest);
        IMultifdMethod method = run.CreateMethod(guest.Source);
        if (_destination is not null) return (new RemoteRun(guest, method, run, _destination).Execute(cancellation), method);
        using ITransport transport = Transports.Create(run);
        MigrationRun migration = new(guest, method, run.Catalog.OnTheWire, run.Parameters, transport);
        return (migration.Execute(cancellation), method);
    }
}

/// <summary>How a matrix went.</summary>
/// <param name="AnyFailed">
/// A run failed: corrupt memory, lost connection. Timeouts and unavailable combinations are results, not failures.
/// </param>
/// <param name="Measuring">Time inside measured migrations.</param>
/// <param name="Elapsed">Wall time of the whole session, warm-up and comparison of memories included.</param>
public sealed record MatrixOutcome(bool AnyFailed, TimeSpan Measuring, TimeSpan Elapsed)
{
    /// <summary>Both together.</summary>
    internal MatrixOutcome And(MatrixOutcome other) =>
        new(AnyFailed || other.AnyFailed, Measuring + other.Measuring, Elapsed + other.Elapsed);
}
