using MultifdBench.Management.Rules;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Management;

/// <summary>
/// A policy of a file while it watches one migration. At each poll every rule sees the figures; then they are asked in the file's order,
/// and the first that wants something gets it. The others are asked again at the next poll. A rule whose owner hears of passes by their
/// event is asked when one ends, too. After a switch to postcopy, or after giving up, nothing more is wanted: a guest that runs at the
/// destination would be lost.
/// </summary>
/// <remarks>
/// A poll that comes less than half an interval after the last one, which was late, is asked what to do; its figures are no sample.
/// </remarks>
internal sealed class ManagementPolicy(PolicyDefinition definition, IReadOnlyList<PolicyRule> rules) : IManagementPolicy
{
    private long _sampledNs = -1;
    private long _polls;
    private long _transferred;
    private bool _isFast;
    private bool _isOver;

    public string Name => definition.Name;

    public long PollNs => _isFast ? definition.FastPollNs!.Value : definition.PollNs;

    public IReadOnlyList<ManagementAction> Begin(long totalBytes)
    {
        foreach (PolicyRule rule in rules) rule.Begin(totalBytes);
        return [.. definition.Initial.Select(action => action.Because("at the beginning"))];
    }

    public ManagementAction? Passed(in MigrationStatus now)
    {
        if (_isOver || now.Phase == MigrationPhase.Postcopy) return null;
        foreach (PolicyRule rule in rules) rule.Passed(now);
        foreach (PolicyRule rule in rules.Where(rule => rule.HearsOfPasses))
        {
            if (rule.Decide(now) is { } action) return Taken(action);
        }

        return null;
    }

    public ManagementAction? Poll(in MigrationStatus now)
    {
        if (_isOver || now.Phase == MigrationPhase.Postcopy) return null;
        if (_sampledNs < 0 || now.ElapsedNs - _sampledNs >= PollNs / 2) Sample(now);
        foreach (PolicyRule rule in rules)
        {
            if (rule.Decide(now) is { } action) return Taken(action);
        }

        return null;
    }

    private ManagementAction Taken(ManagementAction action)
    {
        _isOver = action.Kind is ManagementActionKind.StartPostcopy or ManagementActionKind.Cancel;
        return action;
    }

    private void Sample(in MigrationStatus now)
    {
        _sampledNs = now.ElapsedNs;
        _polls++;
        // What had been sent by the poll before, over the polls with this one [Proxmox QemuMigrate.pm].
        _isFast |= definition.FastPollNs is not null && now.RemainingBytes < _transferred / _polls;
        _transferred = now.TransferredBytes;
        foreach (PolicyRule rule in rules) rule.Observe(now);
    }
}
