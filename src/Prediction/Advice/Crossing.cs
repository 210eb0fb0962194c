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
    /// Finds the places where another method becomes the fastest. Between two points the place is interpolated in the logarithms; where one
    /// of the two does not converge at a point, it is the geometric mean of both.
    /// </summary>
    /// <param name="points">Ascending; with the best of each method at each.</param>
    /// <returns>The place and the methods on either side of it.</returns>
    public static IReadOnlyList<(double At, string Below, string Above)> Find(
        IReadOnlyList<(double At, IReadOnlyList<Candidate> Best)> points)
    {
        List<(double, string, string)> crossings = [];
        for (int i = 0; i + 1 < points.Count; i++)
        {
            (Candidate? left, Candidate? right) = (Leader(points[i].Best), Leader(points[i + 1].Best));
            if (left?.Method == right?.Method) continue;
            double before = LogRatio(points[i].Best, left, right), behind = LogRatio(points[i + 1].Best, left, right);
            bool isKnown = double.IsFinite(before) && double.IsFinite(behind) && before < 0 && behind > 0;
            double share = isKnown ? before / (before - behind) : 0.5;
            crossings.Add((points[i].At * Math.Pow(points[i + 1].At / points[i].At, share), left?.Method ?? "", right?.Method ?? ""));
        }

        return crossings;
    }

    private static Candidate? Leader(IReadOnlyList<Candidate> best) =>
        best.Where(one => one is { Converges: true, NotInQemu: null }).MinBy(one => one.TotalMs);

    /// <summary>ln of the time of a's method ÷ that of b's; not finite where one is not known.</summary>
    private static double LogRatio(IReadOnlyList<Candidate> best, Candidate? a, Candidate? b)
    {
        double TimeOf(Candidate? one) =>
            best.FirstOrDefault(candidate => candidate.Method == one?.Method)?.TotalMs ?? double.PositiveInfinity;
        return Math.Log(TimeOf(a) / TimeOf(b));
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
