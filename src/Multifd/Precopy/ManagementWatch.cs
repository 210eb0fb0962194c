namespace MultifdBench.Multifd.Precopy;

/// <summary>Polls a management policy when it is time, and keeps what it did.</summary>
internal sealed class ManagementWatch(IManagementPolicy? policy)
{
    private readonly List<ManagementEvent> _events = [];
    private long _nextPollNs;
    private ManagementAction? _reaction;

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

    /// <summary>Tells of a dirty sync. What is done because of it, <see cref="TakeReaction"/> gives.</summary>
    public void Passed(in MigrationStatus now) => _reaction = policy?.Passed(now);

    /// <summary>What is done because of the last dirty sync, once.</summary>
    public ManagementAction? TakeReaction(long elapsedNs)
    {
        if (_reaction is not { } action) return null;
        _reaction = null;
        _events.Add(new ManagementEvent(elapsedNs, action));
        return action;
    }

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
