using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Management.Rules;

/// <summary>A mechanism that rules of policy files may be of.</summary>
/// <param name="Name">As <c>rule:</c> names it.</param>
/// <param name="Summary">What it does, a sentence.</param>
/// <param name="Parameters">What it can be told.</param>
/// <param name="Create">A rule for one migration.</param>
/// <param name="Actions">The actions that such a rule may take.</param>
internal sealed record RuleKind(
    string Name, string Summary, IReadOnlyList<RuleParameter> Parameters, Func<RuleValues, PolicyRule> Create,
    Func<RuleValues, IEnumerable<ManagementActionKind>> Actions)
{
    /// <summary>The kinds that there are, in the order of the manual.</summary>
    public static IReadOnlyList<RuleKind> All { get; } =
    [
        DowntimeRampRule.Kind, DowntimeScheduleRule.Kind, DoublingRule.Kind, IterationActionsRule.Kind, PassRule.Kind, DeadlineRule.Kind,
        NoProgressRule.Kind, StallDetectorRule.Kind,
    ];
}

/// <summary>What a file tells a rule.</summary>
/// <param name="values">Values by parameter, one for each parameter of the kind.</param>
internal sealed class RuleValues(IReadOnlyDictionary<RuleParameter, object> values)
{
    /// <summary>A parameter's value.</summary>
    public T Get<T>(RuleParameter<T> parameter)
        where T : notnull => (T)values[parameter];
}

/// <summary>A rule of a file: its kind and what it is told. Immutable; makes a rule for each migration.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Values">What it is told.</param>
internal sealed record RuleDefinition(RuleKind Kind, RuleValues Values)
{
    /// <summary>The actions that it may take.</summary>
    public IEnumerable<ManagementActionKind> Actions => Kind.Actions(Values);

    /// <summary>A rule for one migration.</summary>
    public PolicyRule Create() => Kind.Create(Values);
}
