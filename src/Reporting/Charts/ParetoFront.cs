namespace MultifdBench.Reporting.Charts;

/// <summary>Which points no other point beats in both directions.</summary>
internal static class ParetoFront
{
    /// <summary>The points for which no other is at least as large in both coordinates and larger in one, by rising <c>X</c>.</summary>
    public static IReadOnlyList<(double X, double Y)> Of(IEnumerable<(double X, double Y)> points)
    {
        List<(double X, double Y)> front = [];
        double best = double.NegativeInfinity;
        foreach ((double X, double Y) point in points.Distinct().OrderByDescending(point => point.X).ThenByDescending(point => point.Y))
        {
            if (point.Y <= best) continue;
            best = point.Y;
            front.Add(point);
        }

        front.Reverse();
        return front;
    }
}
