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
    /// Finds the places where the answer changes. A method that ties with a new winner stays: within the model's error nobody knows better.
    /// Between two points the place is interpolated in the logarithms; where that is not possible, because one of the two does not converge
    /// at a point, it is the geometric mean of both.
    /// </summary>
    /// <param name="points">Ascending.</param>
    /// <returns>The place and the methods on either side of it; empty for a side where none converges.</returns>
    public static IReadOnlyList<(double At, string Below, string Above)> Find(IReadOnlyList<(double At, Decision Decision)> points)
    {
        List<(double, string, string)> crossings = [];
        string best = points.Count == 0 ? "" : points[0].Decision.Winner?.Method ?? "";
        for (int i = 1; i < points.Count; i++)
        {
            Decision decision = points[i].Decision;
            if (IsStillBest(best, decision)) continue;
            string next = decision.Winner?.Method ?? "";
            double before = LogRatio(points[i - 1].Decision, best, next), behind = LogRatio(decision, best, next);
            bool isKnown = double.IsFinite(before) && double.IsFinite(behind) && before < 0 && behind > 0;
            double share = isKnown ? before / (before - behind) : 0.5;
            crossings.Add((points[i - 1].At * Math.Pow(points[i].At / points[i - 1].At, share), best, next));
            best = next;
        }

        return crossings;
    }

    private static bool IsStillBest(string method, Decision decision) => method.Length == 0
        ? decision.Winner is null
        : decision.Winner?.Method == method || decision.Tied.Any(one => one.Method == method);

    /// <summary>ln of the time of one method ÷ that of the other; not finite where one is not known.</summary>
    private static double LogRatio(Decision decision, string method, string other)
    {
        double TimeOf(string name) =>
            decision.Ranking.FirstOrDefault(candidate => candidate.Method == name)?.TotalMs ?? double.PositiveInfinity;
        return Math.Log(TimeOf(method) / TimeOf(other));
    }
}

/// <summary>What changes along a crossing.</summary>
public enum CrossingAxis
{
    /// <summary>The link's rate.</summary>
    Link,

    /// <summary>What the guest writes.</summary>
    DirtyRate,
}
