namespace MultifdBench.Methods;

/// <summary>One cell of the table of methods and accelerators: what a method does when the user asks for an accelerator.</summary>
/// <param name="Asked">What the user asked for.</param>
/// <param name="Candidates">
/// What it can run on, best first: the first that this host has is used. Empty when the combination is impossible.
/// </param>
/// <param name="Why">Why it is impossible, as a clause: <c>QPL implements deflate only</c>; else null.</param>
/// <param name="Instead">What to use instead, as a clause after "Use"; else null.</param>
public sealed record AcceleratorRule(Accelerator Asked, IReadOnlyList<Accelerator> Candidates, string? Why, string? Instead)
{
    /// <summary>Whether any host could run it.</summary>
    public bool IsPossible => Candidates.Count > 0;

    /// <summary>A combination that runs on the first of <paramref name="candidates"/> that the host has.</summary>
    public static AcceleratorRule Runs(Accelerator asked, params Accelerator[] candidates) => new(asked, candidates, null, null);

    /// <summary>A combination that no host can run.</summary>
    public static AcceleratorRule Impossible(Accelerator asked, string why, string instead) => new(asked, [], why, instead);
}
