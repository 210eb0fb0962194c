using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Management.Rules;

/// <summary>Does one thing, once, when the migration has taken longer than a time.</summary>
internal sealed class DeadlineRule(PolicyTime after, bool isWholeSeconds, PolicyAction action) : PolicyRule
{
    private static readonly ScalarParameter<PolicyTime> After =
        new("after", null, "the time since the migration began that must be exceeded", ScalarForms.ScaledTime);
    private static readonly ScalarParameter<bool> WholeSeconds = new(
        "whole_seconds", "false", "whether only whole seconds that have passed are compared, as software does that counts in such",
        ScalarForms.Flag);
    private static readonly ScalarParameter<PolicyAction> Action = new("action", null, "what is done then, once", ScalarForms.Action);

    private long _afterNs;
    private bool _isDone;

    public static RuleKind Kind { get; } = new(
        "deadline", "Does one thing, once, when the migration takes longer than a time.", [After, WholeSeconds, Action],
        values => new DeadlineRule(values.Get(After), values.Get(WholeSeconds), values.Get(Action)),
        values => [values.Get(Action).Kind]);

    public override void Begin(long totalBytes) => _afterNs = after.For(totalBytes);

    public override ManagementAction? Decide(in MigrationStatus now)
    {
        long elapsedNs = isWholeSeconds ? now.ElapsedNs / Units.NsPerSecond * Units.NsPerSecond : now.ElapsedNs;
        if (_isDone || elapsedNs <= _afterNs) return null;
        _isDone = true;
        return action.Because($"not complete after {PolicyTime.Text(_afterNs)}");
    }
}
