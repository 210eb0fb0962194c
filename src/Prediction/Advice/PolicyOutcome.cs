namespace MultifdBench.Prediction.Advice;

/// <summary>What a management policy makes of a decision: those that lead, simulated under the policy. Immutable.</summary>
/// <param name="Policy">Its name or file.</param>
/// <param name="Candidates">One of each method, at least one.</param>
public sealed record PolicyOutcome(string Policy, IReadOnlyList<Candidate> Candidates)
{
    /// <summary>Who wins under the policy; where nothing converges, the one that came to the least, which is the first.</summary>
    /// <param name="linkGbps">The link.</param>
    /// <param name="error">Relative error of the model.</param>
    public Candidate Best(double linkGbps, double error)
    {
        Decision decision = Decision.Of(linkGbps, Candidates, error);
        return decision.Winner ?? decision.Ranking.FirstOrDefault(one => one.NotInQemu is null) ?? decision.Ranking[0];
    }
}
