namespace MultifdBench.Workloads.Scenarios;

/// <summary>One parameter as written.</summary>
/// <param name="Text">The scalar's text.</param>
/// <param name="Origin">Where it was written, as messages begin: "idle.yaml, line 12".</param>
internal sealed record ScenarioValue(string Text, string Origin);
