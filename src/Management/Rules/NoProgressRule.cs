using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Management.Rules;

/// <summary>
/// Does one thing, once, when for a time no poll has shown less remaining memory than the poll before it. A guest whose memory goes up and
/// down makes progress by this rule [KubeVirt live-migration-source.go: processInflightMigration].
/// </summary>
internal sealed class NoProgressRule(long windowNs, bool isWholeSeconds, PolicyAction action) : PolicyRule
{
    private static readonly ScalarParameter<long> Window =
        new("window", null, "the time without progress that must be exceeded", ScalarForms.Time);
    private static readonly ScalarParameter<bool> WholeSeconds =
        new("whole_seconds", "false", "as that of `deadline`", ScalarForms.Flag);
    private static readonly ScalarParameter<PolicyAction> Action = new("action", null, "what is done then, once", ScalarForms.Action);

    private long _remaining;
    private long _progressNs;
    private bool _isDone;

    public static RuleKind Kind { get; } = new(
        "no_progress", "Does one thing, once, when for a time no poll showed less `remaining` than the poll before it.",
        [Window, WholeSeconds, Action],
        values => new NoProgressRule(values.Get(Window), values.Get(WholeSeconds), values.Get(Action)),
        values => [values.Get(Action).Kind]);

    public override void Observe(in MigrationStatus now)
    {
        if (_remaining == 0 || now.RemainingBytes < _remaining) _progressNs = now.ElapsedNs;
        _remaining = now.RemainingBytes;
    }

    public override ManagementAction? Decide(in MigrationStatus now)
    {
        long withoutNs = now.ElapsedNs - _progressNs;
        if (isWholeSeconds) withoutNs -= withoutNs % Units.NsPerSecond;
        if (_isDone || withoutNs <= windowNs) return null;
        _isDone = true;
        return action.Because($"no progress for {PolicyTime.Text(withoutNs)} at {Units.FormatSize(now.RemainingBytes)}");
    }
}
