using MultifdBench.Management;
using MultifdBench.Results;

namespace MultifdBench.Prediction.Advice;

/// <summary>What was simulated for one host, judged with one error of the model. Immutable.</summary>
/// <param name="Host">The host.</param>
/// <param name="Asked">The links of the question, decimal Gbit/s, ascending.</param>
/// <param name="Simulated">What was simulated over every charted link, those of the question among them, ascending.</param>
/// <param name="DirtyPoints">
/// The best of each method over the first link of the question, of a guest that writes so many pages per second, ascending; empty where
/// nobody asked.
/// </param>
/// <param name="Limits">The largest dirty rates that converge; empty where nobody asked.</param>
/// <param name="Error">Relative error of the model: 0.1 is 10 %.</param>
public sealed record HostAdvice(
    AdviceHost Host,
    IReadOnlyList<double> Asked,
    IReadOnlyList<(double LinkGbps, IReadOnlyList<Candidate> Candidates)> Simulated,
    IReadOnlyList<(double PagesPerSecond, IReadOnlyList<Candidate> Candidates)> DirtyPoints,
    IReadOnlyList<LimitRow> Limits,
    double Error)
{
    /// <summary>What each policy of the question would do over its first link; empty where nobody asked.</summary>
    public IReadOnlyList<PolicyOutcome> Policies { get; init; } = [];

    /// <summary>The decision over every charted link, ascending.</summary>
    public IReadOnlyList<Decision> Charted => [.. Simulated.Select(one => Decision.Of(one.LinkGbps, one.Candidates, Error))];

    /// <summary>The decision over every link of the question, ascending.</summary>
    public IReadOnlyList<Decision> Decisions => [.. Charted.Where(decision => Asked.Contains(decision.LinkGbps))];

    /// <summary>All that was simulated over the links of the question.</summary>
    public IEnumerable<Candidate> Candidates =>
        Simulated.Where(one => Asked.Contains(one.LinkGbps)).SelectMany(one => one.Candidates);

    /// <summary>Whether over each link something keeps the service level.</summary>
    public bool IsGoodEnough => Decisions.All(decision => decision.IsGoodEnough);

    /// <summary>Where the answer over the first link of the question changes: along the link first, then along the dirty rate.</summary>
    public IReadOnlyList<Crossing> Crossings
    {
        get
        {
            IReadOnlyList<Decision> charted = Charted;
            Decision first = charted.First(decision => decision.LinkGbps == Asked[0]);
            int anchor = charted.ToList().IndexOf(first);
            double rate = first.Winner?.Row.DirtyPagesPerSecond ?? 0;
            (double, Decision)[] byRate =
                [.. DirtyPoints.Select(one => (one.PagesPerSecond, Decision.Of(first.LinkGbps, one.Candidates, Error)))];
            return
            [
                .. Crossing.Find([.. charted.Select(decision => (decision.LinkGbps, decision))], anchor)
                    .Select(one => new Crossing(one.At, rate, CrossingAxis.Link, one.Below, one.Above)),
                .. Crossing.Find(byRate, Math.Max(0, Array.FindIndex(byRate, one => one.Item1 == rate)))
                    .Select(one => new Crossing(first.LinkGbps, one.At, CrossingAxis.DirtyRate, one.Below, one.Above)),
            ];
        }
    }

    /// <summary>
    /// Every row for a results folder, each once: the candidates over the question's links, over the others the best of each method, and
    /// the best of each method again under every policy.
    /// </summary>
    public IEnumerable<RunRow> Rows => Candidates
        .Concat(Charted.SelectMany(decision => decision.Ranking)).Concat(Policies.SelectMany(policy => policy.Candidates))
        .Select(candidate => candidate.Row).DistinctBy(row => row.RunId);

    /// <summary>The same figures judged with another error of the model.</summary>
    public HostAdvice WithError(double error) => this with { Error = error };

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
        (double, IReadOnlyList<Candidate>)[] simulated =
        [
            .. advisor.Links.Select(link => (link, question.LinksGbps.Contains(link)
                ? advisor.Candidates(host, link, cancellation)
                : advisor.UsualCandidates(host, link, cancellation))),
        ];
        HostAdvice advice = new(host, question.LinksGbps, simulated, [], [], error);
        if (!isWhole) return advice;
        return advice with
        {
            Policies = [.. PoliciesOf(question).Select(policy => new PolicyOutcome(policy, policy == question.Policies[0]
                ? advice.Decisions[0].Ranking
                : advisor.Under(host, advice.Decisions[0], policy, cancellation)))],
            DirtyPoints = advisor.DirtyPoints(host, advice.Decisions[0], cancellation),
            Limits =
            [
                .. advice.Charted.Where(one => IsRound(one.LinkGbps) || question.LinksGbps.Contains(one.LinkGbps))
                    .SelectMany(decision => advisor.Limits(host, decision, cancellation)),
            ],
        };
    }

    /// <summary>All of the question's, unless nobody asked for one: what QEMU does alone is the answer itself.</summary>
    private static IReadOnlyList<string> PoliciesOf(AdviceQuestion question) =>
        question.Policies is [PolicyCatalog.Default] ? [] : question.Policies;

    private static bool IsRound(double linkGbps) => linkGbps is 1 or 10 or 25 or 100;
}
