namespace MultifdBench.Bench.Cli;

/// <summary>Verbs that answer one kind of question, for the help of the program.</summary>
/// <param name="Question">What a user who needs them asks: "Measure: what does it cost?".</param>
/// <param name="Verbs">The verbs, in the order of the help.</param>
internal sealed record VerbGroup(string Question, params IReadOnlyList<VerbEntry> Verbs);

/// <summary>What the program's help says of a verb, and the verb with its options, which takes time to make.</summary>
/// <param name="Name">As it is typed.</param>
/// <param name="Description">What its help says ahead of the options.</param>
/// <param name="Make">Makes it.</param>
internal sealed record VerbEntry(string Name, string Description, Func<IVerb> Make);
