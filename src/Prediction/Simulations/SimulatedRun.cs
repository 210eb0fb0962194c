using MultifdBench.Core;
using MultifdBench.Results;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Sweeps;

namespace MultifdBench.Prediction.Simulations;

/// <summary>One point of a sweep that can start; a sweep without axes has one.</summary>
/// <param name="Changes">What is varied.</param>
/// <param name="Plan">The simulation.</param>
public sealed record SimulationPoint(IReadOnlyList<SweepChange> Changes, SimulationPlan Plan)
{
    /// <summary>All points of a grid, checked.</summary>
    /// <param name="request">What is the same in all.</param>
    /// <param name="axes">What differs; none for a single point.</param>
    /// <exception cref="UsageException">A point cannot work.</exception>
    public static IReadOnlyList<SimulationPoint> All(SimulationRequest request, IReadOnlyList<SweepAxis> axes)
    {
        SimulationPoint At(IReadOnlyList<SweepChange> changes) =>
            new(changes, SimulationPlan.Create(changes.Aggregate(request, static (one, change) => one.With(change))));
        return [.. SweepAxis.Grid(axes).Select(At)];
    }
}

/// <summary>One point, simulated.</summary>
/// <param name="Point">What was simulated.</param>
/// <param name="Row">Its row.</param>
/// <param name="Result">How it went.</param>
public sealed record SimulatedRun(SimulationPoint Point, RunRow Row, SimulationResult Result)
{
    // A tenth of the total time: as much as the model is off.
    private const double FixedShare = 0.1;

    /// <summary>What was varied.</summary>
    public IReadOnlyList<SweepChange> Changes => Point.Changes;

    /// <summary>Its rounds.</summary>
    public IReadOnlyList<RoundRow> Rounds => Result.Figures.ToRounds(Row.RunId);

    /// <summary>Its readings of every 100 ms.</summary>
    public IReadOnlyList<TimelineRow> Timeline => Result.Figures.ToTimeline(Row.RunId);

    /// <summary>How busy each part was, the busiest first.</summary>
    public IReadOnlyList<ResourceUsage> Usage => Result.Usage;

    /// <summary>Whether it has a total time; else there is only <see cref="LimitMs"/>, which it exceeds.</summary>
    public bool IsCompleted => Row.Outcome == RunOutcome.Completed;

    /// <summary>Whether a management policy gave it up before its time limit.</summary>
    public bool IsGivenUp => !IsCompleted && Result.Convergence.IsCancelled;

    /// <summary>Set-up and switchover, constants of the host model, as a share of the total time.</summary>
    public double ConstantShare => (Result.SetupNs + Result.SwitchoverNs) / (double)Math.Max(1, Result.TotalNs);

    /// <summary>Whether so much of it is constants that one method hardly differs from another.</summary>
    public bool IsMostlyFixed => IsCompleted && ConstantShare >= FixedShare;

    /// <summary>The time-out, ms.</summary>
    public double LimitMs => Units.Ms(Point.Plan.Setup.Precopy.TimeoutNs);

    /// <summary>Simulates points on all cores.</summary>
    /// <param name="points">The points.</param>
    /// <param name="started">Time stamp of the rows.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>In order; after a cancellation only those that had ended.</returns>
    public static IReadOnlyList<SimulatedRun> All(
        IReadOnlyList<SimulationPoint> points, DateTimeOffset started, CancellationToken cancellation)
    {
        SimulatedRun?[] runs = new SimulatedRun?[points.Count];
        try
        {
            Parallel.For(0, points.Count, new ParallelOptions { CancellationToken = cancellation },
                i => runs[i] = Run(points[i], started, cancellation));
        }
        catch (OperationCanceledException)
        {
            // What has ended is as good as in a sweep without the others.
        }

        return [.. runs.OfType<SimulatedRun>()];
    }

    private static SimulatedRun Run(SimulationPoint point, DateTimeOffset started, CancellationToken cancellation)
    {
        SimulationPlan plan = point.Plan;
        SimulationResult result = SimulatedMigration.Run(plan.Host, plan.Guest, plan.Setup, cancellation);
        return new SimulatedRun(point, result.ToRow(plan.Combination.NewRow(1, started), plan.Setup.Seed), result);
    }
}
