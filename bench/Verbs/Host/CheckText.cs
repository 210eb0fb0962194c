using MultifdBench.Measurement.Machine.Checks;

namespace MultifdBench.Bench.Verbs.Host;

/// <summary>What would disturb a measurement, for people: the answer, then every condition.</summary>
/// <param name="output">Where it goes.</param>
internal sealed class CheckText(TextWriter output)
{
    /// <summary>Writes all of it.</summary>
    public void Write(HostCheck check)
    {
        output.WriteLine(check.Summary());
        output.WriteLine();
        foreach (HostCondition condition in check.Conditions) Write(condition);
    }

    private void Write(HostCondition condition)
    {
        string state = condition.State switch
        {
            ConditionState.Disturbs => "disturbs",
            ConditionState.Unknown => "unknown",
            _ => "quiet",
        };
        Line(condition.Name, state, condition.Found);
        if (condition.Effect is { } effect) Line("", "", "effect: " + effect);
        if (condition.Remedy is { } remedy) Line("", "", "remedy: " + remedy);
    }

    private void Line(string name, string state, string text) => output.WriteLine($"  {name,-14}{state,-10}{text}");
}
