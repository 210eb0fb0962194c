namespace MultifdBench.Bench.Cli;

/// <summary>Verbs that answer one kind of question, for the help of the program.</summary>
/// <param name="Question">What a user who needs them asks: "Measure: what does it cost?".</param>
/// <param name="Verbs">The verbs, in the order of the help.</param>
internal sealed record VerbGroup(string Question, params IReadOnlyList<IVerb> Verbs);
