using MultifdBench.Simulation.Engine;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// Several migrations on one clock, for instance all guests of a host at once. Each runs the precopy loop on a thread of its own, but only the one that
/// has been handed the turn moves, and turns follow virtual time: the outcome does not depend on the machine's scheduler.
/// </summary>
/// <param name="clock">The clock that all of them were made with.</param>
public sealed class Fleet(VirtualClock clock)
{
    private readonly List<Member> _members = [];
    private readonly Queue<Member> _ready = new();

    /// <summary>Adds a migration; it begins when <see cref="Run"/> does.</summary>
    public void Add(SimulatedMigration migration) => _members.Add(new Member(migration));

    /// <summary>Runs all to their ends.</summary>
    /// <returns>Results in the order of <see cref="Add"/>.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<SimulationResult> Run(CancellationToken cancellation = default)
    {
        using CancellationTokenSource abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            foreach (Member member in _members) member.Start(_ready, abandoned.Token);
            // Members end in their turns only. Looking at all of them after each event would cost more than the events.
            int running = _members.Count(member => !member.HasEnded);
            while (running > 0)
            {
                while (_ready.TryDequeue(out Member? member)) running -= member.TakeTurn() ? 1 : 0;
                if (running > 0 && !clock.Step()) throw new InvalidOperationException("migrations wait for something that no event will bring");
            }
        }
        finally
        {
            abandoned.Cancel();
            foreach (Member member in _members) member.Dispose();
        }

        return [.. _members.Select(member => member.Result)];
    }

    /// <summary>A migration with its thread. The two semaphores pass the turn to it and back.</summary>
    private sealed class Member(SimulatedMigration migration) : IDisposable
    {
        // A precopy loop is a few calls deep; thousands of guests need as many stacks.
        private const int StackBytes = 256 * 1024;

        private readonly SemaphoreSlim _turn = new(0);
        private readonly SemaphoreSlim _back = new(0);
        private Thread? _thread;
        private SimulationResult? _result;
        private Exception? _failure;

        public bool HasEnded { get; private set; }

        public SimulationResult Result => _result!;

        public void Start(Queue<Member> ready, CancellationToken cancellation)
        {
            _thread = new Thread(() => Run(ready, cancellation), StackBytes) { IsBackground = true, Name = "simulated migration" };
            _thread.Start();
            TakeTurn();
        }

        /// <summary>Lets the thread go on to the next thing that takes virtual time.</summary>
        /// <returns>Whether it has come to its end.</returns>
        public bool TakeTurn()
        {
            if (HasEnded) return false;
            _turn.Release();
            _back.Wait();
            if (_failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
            return HasEnded;
        }

        /// <summary>Ends the thread where it stands; the fleet has cancelled it.</summary>
        public void Dispose()
        {
            _turn.Release();
            _thread?.Join();
            _turn.Dispose();
            _back.Dispose();
        }

        private void Run(Queue<Member> ready, CancellationToken cancellation)
        {
            _turn.Wait(CancellationToken.None);
            try
            {
                _result = migration.Run(() => GiveTurn(cancellation), () => ready.Enqueue(this), cancellation);
            }
#pragma warning disable CA1031 // Whatever it is, the thread that called Fleet.Run must see it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _failure = e;
            }

            HasEnded = true;
            _back.Release();
        }

        private void GiveTurn(CancellationToken cancellation)
        {
            // What was asked for may have ended at once. Its entry among the ready then hands over a turn too many, which goes straight back.
            while (migration.IsWaiting)
            {
                _back.Release();
                _turn.Wait(CancellationToken.None);
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
