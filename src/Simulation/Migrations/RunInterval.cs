using MultifdBench.Core;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// What runs of a real guest would differ by, where its scenario says how much its dirtying varies from run to run (<c>run.spread</c>, from
/// published or measured runs). Nine runs at evenly spaced places of the spread stand for all: between the first and the last of them lie
/// eight runs of nine. Never from nothing: a scenario without a spread has no interval.
/// </summary>
/// <param name="LowMs">The shortest total time of the nine.</param>
/// <param name="HighMs">The longest; a bound where not all completed.</param>
/// <param name="Completed">How many completed.</param>
public sealed record RunInterval(double LowMs, double HighMs, int Completed)
{
    /// <summary>Runs that are simulated.</summary>
    public const int Runs = 9;

    /// <summary>Simulates the runs, on all cores.</summary>
    /// <param name="host">Both hosts.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="setup">The migration.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Null for a guest whose runs are not known to differ.</returns>
    /// <exception cref="UsageException">The migration cannot be simulated.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static RunInterval? Of(HostModel host, GuestModel guest, MigrationSetup setup, CancellationToken cancellation)
    {
        if (guest.RunSpread == 0 || guest.Dirtying.Count == 0) return null;
        SimulationResult[] results =
        [
            .. Enumerable.Range(0, Runs).AsParallel().AsOrdered().WithCancellation(cancellation)
                .Select(run => SimulatedMigration.Run(
                    host, guest.WithDirtyFactor(Spread.Factor(guest.RunSpread, run, Runs)), setup, cancellation)),
        ];
        return new RunInterval(
            Units.Ms(results.Min(result => result.TotalNs)),
            Units.Ms(results.Max(result => result.TotalNs)),
            results.Count(result => result.Outcome == RunOutcome.Completed));
    }
}
