using MultifdBench.Core;

namespace MultifdBench.Prediction.Advice;

/// <summary>Where the answer changes: along the link's rate, or along the guest's dirty rate; the other one is fixed. Immutable.</summary>
/// <param name="LinkGbps">The link, decimal Gbit/s.</param>
/// <param name="DirtyPagesPerSecond">What the guest writes, pages per second.</param>
/// <param name="Along">Which of the two changes.</param>
/// <param name="Below">The best method below; empty where none converges.</param>
/// <param name="Above">The best above; empty where none converges.</param>
public sealed record Crossing(double LinkGbps, double DirtyPagesPerSecond, CrossingAxis Along, string Below, string Above)
{
    /// <summary>
    /// Finds the places where the answer changes, see <see cref="LeadChanges"/>. A method that ties with a new winner stays: within the
    /// model's error nobody knows better. Where the place is only known to be between two points, it is the geometric mean of both.
    /// </summary>
    /// <param name="points">Ascending.</param>
    /// <param name="anchor">Index of the point whose winner is the answer: it stays in the ties on both sides.</param>
    /// <returns>The place and the methods on either side of it; empty for a side where none converges.</returns>
    public static IReadOnlyList<(double At, string Below, string Above)> Find(
        IReadOnlyList<(double At, Decision Decision)> points, int anchor = 0) =>
    [
        .. LeadChanges.Find([.. points.Select(point => point.At)],
                (i, current) => LeaderOf(points[i].Decision, current),
                (i, one, other) => LeadChanges.LogRatio(TimeOf(points[i].Decision, one), TimeOf(points[i].Decision, other)),
                anchor)
            .Select(change => (change.Middle, change.Below, change.Above)),
    ];

    /// <summary>
    /// Who leads at each of the points, walking from the first: the method that led before, as long as it ties with the winner. For two
    /// neighbours whose leaders differ, <see cref="Find"/> returns the next place. Empty where none converges.
    /// </summary>
    /// <param name="decisions">Ascending.</param>
    public static IReadOnlyList<string> Leaders(IReadOnlyList<Decision> decisions)
    {
        string[] leaders = new string[decisions.Count];
        for (int i = 0; i < leaders.Length; i++) leaders[i] = LeaderOf(decisions[i], i > 0 ? leaders[i - 1] : null);
        return leaders;
    }

    private static string LeaderOf(Decision decision, string? current)
    {
        string winner = decision.Winner?.Method ?? "";
        return current is { Length: > 0 } && decision.Tied.Any(one => one.Method == current) ? current : winner;
    }

    private static double? TimeOf(Decision decision, string method) =>
        decision.Ranking.FirstOrDefault(candidate => candidate.Method == method) is { Converges: true, TotalMs: var ms } ? ms : null;
}

/// <summary>What changes along a crossing.</summary>
public enum CrossingAxis
{
    /// <summary>The link's rate.</summary>
    Link,

    /// <summary>What the guest writes.</summary>
    DirtyRate,
}
