using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Management.Rules;

/// <summary>
/// Raises the downtime limit by the clock alone: with n steps up to a limit D it is D / n at the beginning, and after i delays
/// D / n + i (D − D / n) / n, in whole milliseconds [Nova migration.py: downtime_steps].
/// </summary>
internal sealed class DowntimeScheduleRule(long maxNs, int steps, PolicyTime delay) : PolicyRule
{
    private static readonly ScalarParameter<long> Max = new("max", null, "the limit after the last step", ScalarForms.Downtime);
    private static readonly ScalarParameter<int> Steps =
        new("steps", "10", "steps; the first limit is this part of `max`", ScalarForms.Count(1, 1000));
    private static readonly ScalarParameter<PolicyTime> Delay =
        new("delay", null, "the time between two steps, counted from the migration's beginning", ScalarForms.ScaledTime);

    private long _delayNs;
    private long _limitNs = -1;

    public static RuleKind Kind { get; } = new(
        "downtime_schedule", "Raises the downtime limit by the clock, in equal steps.", [Max, Steps, Delay],
        values => new DowntimeScheduleRule(values.Get(Max), values.Get(Steps), values.Get(Delay)),
        values => [ManagementActionKind.SetDowntimeLimit]);

    public override void Begin(long totalBytes) => _delayNs = delay.For(totalBytes);

    public override ManagementAction? Decide(in MigrationStatus now)
    {
        if (now.ElapsedNs <= 0) return null;
        // A step is due when more than its time has passed.
        long step = _delayNs == 0 ? steps : Math.Min((now.ElapsedNs - 1) / _delayNs, steps);
        double first = Units.Ms(maxNs) / steps;
        long limitNs = (long)(first + (Units.Ms(maxNs) - first) / steps * step) * Units.NsPerMs;
        if (limitNs == _limitNs) return null;
        _limitNs = limitNs;
        string why = Invariant.Text($"step {step} of {steps}, due after {PolicyTime.Text(_delayNs * step)}");
        return new ManagementAction(ManagementActionKind.SetDowntimeLimit, why, limitNs);
    }
}
