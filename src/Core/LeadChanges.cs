namespace MultifdBench.Core;

/// <summary>Where another line begins to be the best along an axis. Immutable.</summary>
/// <param name="From">The place is not below it, in the unit of the axis.</param>
/// <param name="To">Nor above it; the same as <paramref name="From"/> where it was interpolated.</param>
/// <param name="Below">The best below.</param>
/// <param name="Above">The best above.</param>
public sealed record LeadChange(double From, double To, string Below, string Above)
{
    /// <summary>Whether the place is known, and not only what it lies between.</summary>
    public bool IsExact => From == To;

    /// <summary>One number for the place: half way between the bounds, in the logarithms where they have one.</summary>
    public double Middle => IsExact ? From : From > 0 ? Math.Sqrt(From * To) : (From + To) / 2;
}

/// <summary>
/// Who is best where, and where that changes: the one rule by which advice, charts and sweeps find it. Between two places it is
/// interpolated, linearly in the logarithms of figure and axis; where one of the two has no figure there, only the bounds are known.
/// </summary>
public static class LeadChanges
{
    /// <summary>Closer than this, as a share, counts as equal: a crossing of lines that lie on each other says nothing.</summary>
    public const double EqualShare = 0.005;

    /// <summary>
    /// ln(a ÷ b): negative where a is less. Infinite where one of them has no figure: it is more than the other, nobody knows how much. NaN
    /// where both have none: two bounds say nothing about each other. 0 where they are as good as equal.
    /// </summary>
    public static double LogRatio(double? a, double? b) => (a, b) switch
    {
        (null, null) => double.NaN,
        (null, _) => double.PositiveInfinity,
        (_, null) => double.NegativeInfinity,
        ({ } x, { } y) => Math.Abs(Math.Log(x / y)) < EqualShare ? 0 : Math.Log(x / y),
    };

    /// <summary>
    /// Every change of the leader, ascending. Its place is where the two lines cross, also where the one that led before stays leader in
    /// the ties behind the crossing.
    /// </summary>
    /// <param name="places">Places on the axis, ascending.</param>
    /// <param name="leaderAt">
    /// The leader at the place of that index, told who led before: who stays in a tie is the caller's to say. Null while nobody knows.
    /// </param>
    /// <param name="logRatio">As <see cref="LogRatio"/>, of two names at the place of that index.</param>
    /// <param name="anchor">Index of the place from which the walk goes both ways: its leader is the one that stays in ties.</param>
    public static IReadOnlyList<LeadChange> Find(IReadOnlyList<double> places, Func<int, string?, string?> leaderAt,
        Func<int, string, string, double> logRatio, int anchor = 0)
    {
        if (places.Count == 0) return [];
        string? first = leaderAt(anchor, null);
        return
        [
            .. Walk(places, first, leaderAt, logRatio, anchor, step: -1).Reverse(),
            .. Walk(places, first, leaderAt, logRatio, anchor, step: 1),
        ];
    }

    private static IEnumerable<LeadChange> Walk(IReadOnlyList<double> places, string? leader, Func<int, string?, string?> leaderAt,
        Func<int, string, string, double> logRatio, int anchor, int step)
    {
        int since = anchor;
        for (int i = anchor + step; i >= 0 && i < places.Count; i += step)
        {
            string? next = leaderAt(i, leader);
            if (next == leader) continue;
            if (leader is not null && next is not null) yield return Between(places, logRatio, leader, next, i, since, step);
            (leader, since) = (next, i);
        }
    }

    /// <summary>Between where the leader began to lead and where the next one leads, seen from the anchor.</summary>
    private static LeadChange Between(IReadOnlyList<double> places, Func<int, string, string, double> logRatio, string leader,
        string next, int at, int since, int step)
    {
        (int near, int last) = (at, at - step);
        while (last != since && double.IsNaN(logRatio(last, leader, next))) last -= step;
        if (double.IsNaN(logRatio(last, leader, next))) last = at - step;
        // One that stays in a tie may have been passed by then: the lines cross further back.
        (int behindTie, int beforeTie) = (near, last);
        while (beforeTie != since && logRatio(beforeTie, leader, next) is > 0 and < double.PositiveInfinity)
            (behindTie, beforeTie) = (beforeTie, beforeTie - step);
        if (logRatio(beforeTie, leader, next) <= 0) (near, last) = (behindTie, beforeTie);

        (int low, int high) = (Math.Min(near, last), Math.Max(near, last));
        (string below, string above) = step > 0 ? (leader, next) : (next, leader);
        double before = logRatio(low, below, above), behind = logRatio(high, below, above);
        bool isKnown = high - low == 1 && double.IsFinite(before) && double.IsFinite(behind) && before <= 0 && behind >= 0
            && before != behind;
        if (!isKnown) return new LeadChange(places[low], places[high], below, above);
        double place = Interpolate(places[low], places[high], before / (before - behind));
        return new LeadChange(place, place, below, above);
    }

    private static double Interpolate(double low, double high, double share) =>
        low > 0 ? low * Math.Pow(high / low, share) : low + share * (high - low);
}
