using MultifdBench.Simulation.Engine;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// Several migrations on one clock, for instance all guests of a host at once. One thread drives them all: a migration goes on when an
/// event has ended what it was at, in the order of virtual time. The outcome does not depend on the machine's scheduler.
/// </summary>
/// <param name="clock">The clock that all of them were made with.</param>
public sealed class Fleet(VirtualClock clock)
{
    private readonly List<SimulatedMigration> _members = [];
    private readonly Queue<SimulatedMigration> _ready = new();

    /// <summary>Adds a migration; it begins when <see cref="Run"/> does.</summary>
    public void Add(SimulatedMigration migration)
    {
        migration.Ready = () => _ready.Enqueue(migration);
        _members.Add(migration);
    }

    /// <summary>Runs all to their ends.</summary>
    /// <returns>Results in the order of <see cref="Add"/>.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<SimulationResult> Run(CancellationToken cancellation = default)
    {
        foreach (SimulatedMigration member in _members) member.Advance();
        // Members end in their turns only. Looking at all of them after each event would cost more than the events.
        int running = _members.Count(member => !member.HasEnded);
        while (running > 0)
        {
            while (_ready.TryDequeue(out SimulatedMigration? member))
            {
                cancellation.ThrowIfCancellationRequested();
                // A step that ends at once leaves an entry behind for a migration that has long gone on.
                if (member.HasEnded) continue;
                member.Advance();
                if (member.HasEnded) running--;
            }

            if (running > 0 && !clock.Step()) throw new InvalidOperationException("migrations wait for something that no event will bring");
        }

        return [.. _members.Select(member => member.Result)];
    }
}
