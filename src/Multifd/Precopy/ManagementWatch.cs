namespace MultifdBench.Multifd.Precopy;

/// <summary>Polls a management policy when it is time, and keeps what it did.</summary>
internal sealed class ManagementWatch(IManagementPolicy? policy)
{
    private readonly List<ManagementEvent> _events = [];
    private long _nextPollNs;

    public IReadOnlyList<ManagementEvent> Events => _events;

    /// <summary>Who did the last of them and why, a clause.</summary>
    public string LastWhy => _events is [.., var last] ? $"policy {policy!.Name}: {last.Action.Why}" : "";

    public IReadOnlyList<ManagementAction> Begin(long totalBytes)
    {
        if (policy is null) return [];
        _nextPollNs = policy.PollNs;
        IReadOnlyList<ManagementAction> actions = policy.Begin(totalBytes);
        foreach (ManagementAction action in actions) _events.Add(new ManagementEvent(0, action));
        return actions;
    }

    public void Passed(in MigrationStatus now) => policy?.Passed(now);

    public bool IsDue(long elapsedNs) => policy is not null && elapsedNs >= _nextPollNs;

    public ManagementAction? Poll(in MigrationStatus now)
    {
        ManagementAction? action = policy!.Poll(now);
        // After the poll, which may change the interval. What was missed is not made up for: a manager that slept polls once, too.
        do _nextPollNs += policy.PollNs;
        while (_nextPollNs <= now.ElapsedNs);
        if (action is { } done) _events.Add(new ManagementEvent(now.ElapsedNs, done));
        return action;
    }
}
