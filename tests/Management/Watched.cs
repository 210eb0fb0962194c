using MultifdBench.Core;
using MultifdBench.Management;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Tests.Management;

/// <summary>What a poll sees of an invented migration.</summary>
internal readonly record struct Sight(long Remaining, int Iteration, double BytesPerSecond = 1e8, long Transferred = 0);

/// <summary>
/// An invented migration under a policy: figures are a function of time, looked at every 100 ms; what the policy does is carried out in
/// its figures alone. The first poll is one interval after the beginning.
/// </summary>
internal sealed class Watched
{
    private const long TickNs = 100 * Units.NsPerMs;

    private readonly IManagementPolicy _policy;
    private readonly long _totalBytes;
    private readonly List<(double Seconds, ManagementAction Action)> _actions = [];
    private MigrationPhase _phase;
    private long _limitNs = 300 * Units.NsPerMs;

    private Watched(PolicyDefinition policy, long totalBytes)
    {
        (_policy, _totalBytes) = (policy.Create(), totalBytes);
        foreach (ManagementAction action in _policy.Begin(totalBytes)) Carry(0, action);
    }

    /// <summary>All that was done, and when.</summary>
    public IReadOnlyList<(double Seconds, ManagementAction Action)> Actions => _actions;

    /// <summary>The same in words: <c>0.4 downtime 150</c>.</summary>
    public IReadOnlyList<string> Log => [.. _actions.Select(one => Invariant.Text($"{one.Seconds:0.#} {Word(one.Action)}"))];

    /// <summary>The downtime limits that were set, ms.</summary>
    public IReadOnlyList<double> Limits =>
        [.. _actions.Where(one => one.Action.Kind == ManagementActionKind.SetDowntimeLimit).Select(one => Units.Ms(one.Action.Value))];

    /// <summary>The polls, s.</summary>
    public List<double> Polls { get; } = [];

    /// <summary>Lets a policy watch for a time.</summary>
    public static Watched For(double seconds, PolicyDefinition policy, long totalBytes, Func<double, Sight> look)
    {
        Watched watched = new(policy, totalBytes);
        int iteration = 0;
        long nextNs = watched._policy.PollNs;
        for (long ns = TickNs; ns <= (long)(seconds * Units.NsPerSecond); ns += TickNs)
        {
            double now = ns / (double)Units.NsPerSecond;
            Sight sight = look(now);
            if (sight.Iteration > iteration && watched._policy.Passed(watched.Status(ns, sight)) is { } reaction)
                watched.Carry(ns, reaction);
            iteration = sight.Iteration;
            if (ns < nextNs) continue;
            watched.Polls.Add(now);
            if (watched._policy.Poll(watched.Status(ns, sight)) is { } action) watched.Carry(ns, action);
            nextNs = ns + watched._policy.PollNs;
        }

        return watched;
    }

    private MigrationStatus Status(long ns, Sight sight) => new(
        ns, _totalBytes, sight.Remaining, sight.Transferred, sight.Iteration, sight.BytesPerSecond, 0, 0, _limitNs, _phase);

    private void Carry(long ns, ManagementAction action)
    {
        _actions.Add((ns / (double)Units.NsPerSecond, action));
        if (action.Kind == ManagementActionKind.SetDowntimeLimit) _limitNs = action.Value;
        if (action.Kind == ManagementActionKind.Suspend) _phase = MigrationPhase.Suspended;
        if (action.Kind == ManagementActionKind.StartPostcopy) _phase = MigrationPhase.Postcopy;
    }

    private static string Word(ManagementAction action) => action.Kind == ManagementActionKind.SetDowntimeLimit
        ? Invariant.Text($"downtime {Units.Ms(action.Value)}")
        : action.Kind.ToString();
}
