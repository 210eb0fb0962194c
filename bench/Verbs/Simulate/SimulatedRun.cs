using MultifdBench.Results;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Sweeps;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>One point of a sweep, simulated; a sweep without axes has one.</summary>
/// <param name="Changes">What was varied.</param>
/// <param name="Row">Its row.</param>
/// <param name="Rounds">Its rounds.</param>
/// <param name="Usage">How busy each part was, the busiest first.</param>
internal sealed record SimulatedRun(IReadOnlyList<SweepChange> Changes, RunRow Row, IReadOnlyList<RoundRow> Rounds, IReadOnlyList<ResourceUsage> Usage)
{
    /// <summary>Simulates all points of a grid on all cores. Every point is checked before the first one runs.</summary>
    /// <exception cref="Core.UsageException">A point cannot work.</exception>
    public static IReadOnlyList<SimulatedRun> All(SimulationRequest request, IReadOnlyList<SweepAxis> axes, DateTimeOffset started, CancellationToken cancellation)
    {
        (IReadOnlyList<SweepChange> Changes, SimulationPlan Plan)[] points =
            [.. SweepAxis.Grid(axes).Select(changes => (changes, SimulationPlan.Create(changes.Aggregate(request, static (one, change) => one.With(change)))))];
        return [.. points.AsParallel().AsOrdered().WithCancellation(cancellation).Select(point => Run(point.Changes, point.Plan, started, cancellation))];
    }

    private static SimulatedRun Run(IReadOnlyList<SweepChange> changes, SimulationPlan plan, DateTimeOffset started, CancellationToken cancellation)
    {
        SimulationResult result = SimulatedMigration.Run(plan.Host, plan.Guest, plan.Setup, cancellation);
        RunRow row = result.ToRow(plan.Combination.NewRow(1, started), plan.Setup);
        return new SimulatedRun(changes, row, result.ToRounds(row.RunId), result.Usage);
    }
}
