namespace MultifdBench.Reporting.Answers;

/// <summary>What a set says about one guest, in words: sentences that stand on a page before any table.</summary>
/// <param name="Scope">The guest, with the environment where it ran in several.</param>
/// <param name="Source"><c>measured</c> or <c>simulated</c>; the two have answers of their own.</param>
/// <param name="Winner">The configuration with the least total time.</param>
/// <param name="Claim">What it won by: continues the sentence that <see cref="Winner"/> begins.</param>
/// <param name="Details">How sure, against what, and what else counts.</param>
internal sealed record Answer(string Scope, string Source, string Winner, string Claim, IReadOnlyList<AnswerDetail> Details)
{
    /// <summary>Whether it is of runs over a link with a limit.</summary>
    public bool IsLimited { get; init; }

    /// <summary><see cref="Winner"/> and <see cref="Claim"/> in a few words, with the next one.</summary>
    public string Short { get; init; } = "";
}

/// <summary>A further part of an answer: what it is about, and the sentence or list.</summary>
internal sealed record AnswerDetail(string Label, string Text);
