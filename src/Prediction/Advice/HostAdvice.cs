using MultifdBench.Results;

namespace MultifdBench.Prediction.Advice;

/// <summary>What was found for one host. Immutable.</summary>
/// <param name="Host">The host.</param>
/// <param name="Decisions">One per link of the question, ascending.</param>
/// <param name="Candidates">All that were simulated over those links.</param>
/// <param name="Charted">The best of each method over every charted link, ascending.</param>
/// <param name="Crossings">Where the answer changes.</param>
/// <param name="Limits">The largest dirty rates that converge; empty where nobody asked.</param>
public sealed record HostAdvice(
    AdviceHost Host,
    IReadOnlyList<Decision> Decisions,
    IReadOnlyList<Candidate> Candidates,
    IReadOnlyList<Decision> Charted,
    IReadOnlyList<Crossing> Crossings,
    IReadOnlyList<LimitRow> Limits)
{
    /// <summary>Whether over each link something keeps the service level.</summary>
    public bool IsGoodEnough => Decisions.All(decision => decision.IsGoodEnough);

    /// <summary>
    /// Every row for a results folder, each once: the candidates over the question's links, and over the others the best of each method.
    /// </summary>
    public IEnumerable<RunRow> Rows => Candidates.Concat(Charted.SelectMany(decision => decision.Ranking))
        .Select(candidate => candidate.Row).DistinctBy(row => row.RunId);

    /// <summary>The same figures judged with another error of the model.</summary>
    public HostAdvice WithError(double error) => this with
    {
        Decisions = [.. Decisions.Select(decision => Decision.Of(decision.LinkGbps, Over(decision.LinkGbps), error))],
    };

    /// <summary>Simulates and decides.</summary>
    /// <param name="host">The host.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="advisor">Who simulates it.</param>
    /// <param name="error">Relative error of the model.</param>
    /// <param name="isWhole">Whether crossings along the dirty rate and the largest dirty rates are wanted too: twice the time.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Core.UsageException">No method can be simulated there.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static HostAdvice Of(
        AdviceHost host, AdviceQuestion question, Advisor advisor, double error, bool isWhole, CancellationToken cancellation)
    {
        Dictionary<double, IReadOnlyList<Candidate>> asked =
            question.LinksGbps.ToDictionary(link => link, link => advisor.Candidates(host, link, cancellation));
        Decision[] decisions = [.. asked.Select(one => Decision.Of(one.Key, one.Value, error))];
        Decision[] charted =
        [
            .. advisor.Links.Select(link => Decision.Of(
                link, asked.GetValueOrDefault(link) ?? advisor.UsualCandidates(host, link, cancellation), error)),
        ];
        double? dirtyRate = decisions[0].Winner?.Row.DirtyPagesPerSecond;
        List<Crossing> crossings =
        [
            .. Crossing.Find([.. charted.Select(decision => (decision.LinkGbps, decision))])
                .Select(one => new Crossing(one.At, dirtyRate ?? 0, CrossingAxis.Link, one.Below, one.Above)),
        ];
        List<LimitRow> limits = [];
        if (isWhole)
        {
            crossings.AddRange(advisor.DirtyCrossings(host, decisions[0], cancellation));
            foreach (Decision decision in charted.Where(one => IsRound(one.LinkGbps) || asked.ContainsKey(one.LinkGbps)))
                limits.AddRange(advisor.Limits(host, decision, cancellation));
        }

        return new HostAdvice(host, decisions, [.. asked.Values.SelectMany(all => all)], charted, crossings, limits);
    }

    private IEnumerable<Candidate> Over(double linkGbps) => Candidates.Where(candidate => candidate.Row.LinkGbps == linkGbps);

    private static bool IsRound(double linkGbps) => linkGbps is 1 or 10 or 25 or 100;
}
