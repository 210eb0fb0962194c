using MultifdBench.Simulation.Engine;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// Several migrations on one clock, for instance all guests of a host at once. One thread drives them all: a migration goes on when an
/// event has ended what it was at, in the order of virtual time. The outcome does not depend on the machine's scheduler.
/// </summary>
/// <param name="clock">The clock that all of them are made with.</param>
public sealed class Fleet(VirtualClock clock)
{
    private readonly List<Member> _members = [];
    private readonly Queue<Member> _ready = new();

    // Members that have not begun, by what they wait for.
    private readonly Dictionary<int, Queue<Member>> _waiting = [];

    private int _running;

    /// <summary>Adds a migration; it begins when <see cref="Run"/> does.</summary>
    public void Add(SimulatedMigration migration) => Add(lane: -1, () => migration, waits: false);

    /// <summary>Adds a migration of a lane; it begins when <see cref="Run"/> does.</summary>
    /// <param name="lane">Migrations of one lane follow one another.</param>
    /// <param name="make">Makes it when it begins; a migration counts its time from then on.</param>
    public void Add(int lane, Func<SimulatedMigration> make) => Add(lane, make, waits: false);

    /// <summary>Adds a migration that begins when one of its lane has ended, those that were added before it first.</summary>
    /// <param name="lane">Its lane; one that was added with <see cref="Add(int, Func{SimulatedMigration})"/> begins it.</param>
    /// <param name="make">Makes it when it begins.</param>
    public void AddNext(int lane, Func<SimulatedMigration> make) => Add(lane, make, waits: true);

    /// <summary>Runs all to their ends.</summary>
    /// <returns>Results in the order in which they were added.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<SimulationResult> Run(CancellationToken cancellation = default)
    {
        // Members end in their turns only. Looking at all of them after each event would cost more than the events.
        foreach (Member member in _members.Where(member => !member.Waits)) Begin(member);
        while (_running > 0)
        {
            while (_ready.TryDequeue(out Member? member))
            {
                cancellation.ThrowIfCancellationRequested();
                // A step that ends at once leaves an entry behind for a migration that has long gone on.
                if (member.Migration!.HasEnded) continue;
                member.Migration.Advance();
                if (member.Migration.HasEnded) End(member);
            }

            if (_running > 0 && !clock.Step())
                throw new InvalidOperationException("migrations wait for something that no event will bring");
        }

        return [.. _members.Select(member => member.Migration!.Result)];
    }

    /// <summary>When each began, ns of the clock, in the order in which they were added.</summary>
    internal IReadOnlyList<long> Began => [.. _members.Select(member => member.BeganNs)];

    private void Add(int lane, Func<SimulatedMigration> make, bool waits)
    {
        Member member = new(lane, make, waits);
        _members.Add(member);
        if (!waits) return;
        if (!_waiting.TryGetValue(lane, out Queue<Member>? queue)) _waiting.Add(lane, queue = new Queue<Member>());
        queue.Enqueue(member);
    }

    private void Begin(Member member)
    {
        member.BeganNs = clock.NowNs;
        member.Migration = member.Make();
        member.Migration.Ready = () => _ready.Enqueue(member);
        _running++;
        member.Migration.Advance();
        if (member.Migration.HasEnded) End(member);
    }

    private void End(Member member)
    {
        _running--;
        if (_waiting.TryGetValue(member.Lane, out Queue<Member>? queue) && queue.TryDequeue(out Member? next)) Begin(next);
    }

    private sealed class Member(int lane, Func<SimulatedMigration> make, bool waits)
    {
        public int Lane => lane;

        public Func<SimulatedMigration> Make => make;

        public bool Waits => waits;

        public SimulatedMigration? Migration { get; set; }

        public long BeganNs { get; set; }
    }
}
