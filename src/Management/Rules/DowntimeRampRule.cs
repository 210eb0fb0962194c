using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Management.Rules;

/// <summary>
/// Raises the downtime limit step by step, at most once per cool-down, once enough dirty syncs have been made; a step is a whole number of
/// milliseconds [KubeVirt live-migration-source.go, VEP 291].
/// </summary>
internal sealed class DowntimeRampRule(long initialNs, long maxNs, int steps, int fromIteration, long cooldownNs) : PolicyRule
{
    private static readonly ScalarParameter<long> Initial =
        new("initial", "150ms", "the limit from the first poll on", ScalarForms.Downtime);
    private static readonly ScalarParameter<long> Max =
        new("max", null, "the limit that is never exceeded; an initial limit above it is lowered to it", ScalarForms.Downtime);
    private static readonly ScalarParameter<int> Steps =
        new("steps", "7", "steps between the two; a step is at least 1 ms", ScalarForms.Count(1, 1000));
    private static readonly ScalarParameter<int> FromIteration =
        new("from_iteration", "3", "`dirty-sync-count` from which on it is raised", ScalarForms.Count(0, 1_000_000));
    private static readonly ScalarParameter<long> Cooldown =
        new("cooldown", "10s", "the least time between two changes", ScalarForms.Time);

    // Until it is first set, this rule has set nothing.
    private long _limitNs = -1;
    private long _setNs;

    public static RuleKind Kind { get; } = new(
        "downtime_ramp", "Raises the downtime limit step by step once the guest has been gone through often enough.",
        [Initial, Max, Steps, FromIteration, Cooldown],
        values => new DowntimeRampRule(
            values.Get(Initial), values.Get(Max), values.Get(Steps), values.Get(FromIteration), values.Get(Cooldown)),
        values => [ManagementActionKind.SetDowntimeLimit]);

    private long FirstNs => Math.Min(initialNs, maxNs);

    private long StepNs => Math.Max((maxNs - FirstNs) / Units.NsPerMs / steps, 1) * Units.NsPerMs;

    public override ManagementAction? Decide(in MigrationStatus now)
    {
        if (_limitNs < 0) return Set(FirstNs, now, "the ramp begins");
        if (now.DirtySyncCount < fromIteration || now.ElapsedNs - _setNs < cooldownNs) return null;
        long next = Math.Min(_limitNs + StepNs, maxNs);
        return next <= _limitNs
            ? null
            : Set(next, now, Invariant.Text(
                $"iteration {now.DirtySyncCount}, {PolicyTime.Text(now.ElapsedNs - _setNs)} after {PolicyTime.Text(_limitNs)}"));
    }

    private ManagementAction Set(long limitNs, in MigrationStatus now, string why)
    {
        _limitNs = limitNs;
        _setNs = now.ElapsedNs;
        return new ManagementAction(ManagementActionKind.SetDowntimeLimit, why, limitNs);
    }
}
