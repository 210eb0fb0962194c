using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Management.Rules;

/// <summary>
/// A list of actions, one after the other: the next one when a poll sees a new iteration, and more iterations have begun since the first
/// poll than that action waits for [Vdsm migration.py: MonitorThread].
/// </summary>
internal sealed class IterationActionsRule(IReadOnlyList<IterationStep> steps) : PolicyRule
{
    private static readonly StepsParameter Actions = new("actions", "what is done, in this order");

    private int? _first;
    private int _last;
    private bool _isNew;
    private int _next;

    public static RuleKind Kind { get; } = new(
        "iteration_actions", "Does one thing after the other, at polls that see a new iteration.", [Actions],
        values => new IterationActionsRule(values.Get(Actions)),
        values => values.Get(Actions).Select(step => step.Action.Kind));

    public override void Observe(in MigrationStatus now)
    {
        _isNew |= _first is not null && now.DirtySyncCount > _last;
        _first ??= now.DirtySyncCount;
        _last = now.DirtySyncCount;
    }

    public override ManagementAction? Decide(in MigrationStatus now)
    {
        if (!_isNew) return null;
        _isNew = false;
        int since = _last - _first!.Value;
        if (_next == steps.Count || since <= steps[_next].After) return null;
        return steps[_next++].Action.Because(Invariant.Text($"{since} iterations since the first poll"));
    }
}
