using MultifdBench.Management.Rules;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Management;

/// <summary>A management policy as its file describes it. Immutable and thread-safe: each migration gets its own from it.</summary>
public sealed class PolicyDefinition
{
    internal PolicyDefinition(long? fastPollNs, IReadOnlyList<PolicyAction> initial, IReadOnlyList<RuleDefinition> rules) =>
        (FastPollNs, Initial, Rules) = (fastPollNs, initial, rules);

    /// <summary>Its name, as rows carry it.</summary>
    public required string Name { get; init; }

    /// <summary>Whose it is, for headings: <c>OpenStack Nova, postcopy permitted</c>.</summary>
    public required string Title { get; init; }

    /// <summary>What it does, one line.</summary>
    public required string Summary { get; init; }

    /// <summary>Where its rules and numbers are from, each with the date of what was read; empty where nobody says.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>What its owner does besides, and is not done here; empty where that is nothing or nobody says.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>The file's text as it was read: what a results folder keeps of a policy that is not the program's own.</summary>
    public required string Yaml { get; init; }

    /// <summary>Nanoseconds between two polls, above 0.</summary>
    public required long PollNs { get; init; }

    /// <summary>Whether it may switch to postcopy: a migration under it must be able to.</summary>
    public bool NeedsPostcopy => Actions.Contains(ManagementActionKind.StartPostcopy);

    /// <summary>Whether it may suspend the guest.</summary>
    public bool MaySuspend => Actions.Contains(ManagementActionKind.Suspend);

    /// <summary>Whether it may switch auto-converge on, at the beginning or later.</summary>
    public bool MayAutoConverge => Actions.Contains(ManagementActionKind.AutoConverge);

    /// <summary>Whether it may give a migration up.</summary>
    public bool MayCancel => Actions.Contains(ManagementActionKind.Cancel);

    /// <summary>Whether it never does anything: what QEMU does alone.</summary>
    public bool IsIdle => !Actions.Any();

    /// <summary>Nanoseconds between two polls once little remains; null where that changes nothing.</summary>
    internal long? FastPollNs { get; }

    internal IReadOnlyList<PolicyAction> Initial { get; }

    internal IReadOnlyList<RuleDefinition> Rules { get; }

    private IEnumerable<ManagementActionKind> Actions =>
        Initial.Select(action => action.Kind).Concat(Rules.SelectMany(rule => rule.Actions));

    /// <summary>A policy that watches one migration.</summary>
    public IManagementPolicy Create() => new ManagementPolicy(this, [.. Rules.Select(rule => rule.Create())]);
}
