namespace MultifdBench.Measurement.Machine.Checks;

/// <summary>
/// What would disturb a measurement on a host, judged from its facts alone: it reads nothing and changes nothing. Immutable, thread-safe.
/// </summary>
/// <param name="Disturbed">Whether any condition disturbs. What is unknown does not count.</param>
/// <param name="Conditions">Every condition that was looked at, in the order of <c>bench host</c>.</param>
public sealed record HostCheck(bool Disturbed, IReadOnlyList<HostCondition> Conditions)
{
    /// <summary>Judges a host.</summary>
    /// <param name="facts">What is known of it.</param>
    /// <param name="othersCores">Cores that others keep busy now; null where the host does not say.</param>
    public static HostCheck Of(HostFacts facts, double? othersCores)
    {
        HostCondition[] conditions =
        [
            .. ProcessorConditions.Of(facts.Processor, facts.Limits),
            .. MemoryConditions.Of(facts.Memory, facts.Limits),
            ShareConditions.OtherLoad(othersCores),
            .. ShareConditions.Of(facts.Limits),
        ];
        return new HostCheck(conditions.Any(condition => condition.State == ConditionState.Disturbs), conditions);
    }

    /// <summary>The answer in one sentence.</summary>
    public string Summary()
    {
        string disturbing = Names(ConditionState.Disturbs), unknown = Names(ConditionState.Unknown);
        string answer = disturbing.Length == 0
            ? "Nothing that this host tells would disturb a measurement."
            : $"Would disturb a measurement here: {disturbing}.";
        return unknown.Length == 0 ? answer : $"{answer} Unknown: {unknown}.";
    }

    private string Names(ConditionState state) =>
        string.Join(", ", Conditions.Where(condition => condition.State == state).Select(condition => condition.Name));
}
