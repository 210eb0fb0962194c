using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Management.Rules;

/// <summary>
/// Does one thing, once, when enough dirty syncs have been made: it hears of them by the event of a pass, and answers at once.
/// </summary>
internal sealed class PassRule(int iteration, PolicyAction action) : PolicyRule
{
    private static readonly ScalarParameter<int> Iteration = new(
        "iteration", "2", "`dirty-sync-count` at which it is done; the first sync is made before the first pass",
        ScalarForms.Count(1, 1_000_000));
    private static readonly ScalarParameter<PolicyAction> Action = new("action", null, "what is done then, once", ScalarForms.Action);

    private bool _isDue;
    private bool _isDone;

    public static RuleKind Kind { get; } = new(
        "pass", "Does one thing, once, after a number of passes over the guest's memory.", [Iteration, Action],
        values => new PassRule(values.Get(Iteration), values.Get(Action)),
        values => [values.Get(Action).Kind]);

    public override bool HearsOfPasses => true;

    public override void Passed(in MigrationStatus now) => _isDue |= now.DirtySyncCount >= iteration;

    public override ManagementAction? Decide(in MigrationStatus now)
    {
        if (!_isDue || _isDone) return null;
        _isDone = true;
        return action.Because(Invariant.Text($"iteration {iteration} has begun"));
    }
}
