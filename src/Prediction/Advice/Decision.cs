namespace MultifdBench.Prediction.Advice;

/// <summary>
/// Who wins on one host over one link. What QEMU does not have is ranked and never wins. Candidates that keep the service level come before
/// those that only converge; among them the shortest total time wins. Two that differ by less than the model's error tie. Of one method the
/// fewest channels of a tie are taken, of several methods the one that costs least CPU. Immutable.
/// </summary>
/// <param name="LinkGbps">The link, decimal Gbit/s.</param>
/// <param name="Ranking">The best of each method, the winner first, then by total time; those that do not converge last.</param>
/// <param name="Tied">Methods that the winner is not told apart from.</param>
/// <param name="Error">Relative error of the model that was reckoned with.</param>
public sealed record Decision(double LinkGbps, IReadOnlyList<Candidate> Ranking, IReadOnlyList<Candidate> Tied, double Error)
{
    private const string UsualZeroPages = "multifd";

    /// <summary>The recommendation; null when no candidate converges.</summary>
    public Candidate? Winner => Usable.FirstOrDefault();

    /// <summary>The best other method; null when there is none that converges.</summary>
    public Candidate? RunnerUp => Usable.Skip(1).FirstOrDefault();

    /// <summary>
    /// The winner, the runner-up and, where it is neither, the method that compresses nothing, which is everybody's yardstick; where
    /// nothing converges, the first two that QEMU has and that one.
    /// </summary>
    public IEnumerable<Candidate> Leading => (Winner is null ? Ranking.Where(one => one.NotInQemu is null) : Usable).Take(2)
        .Union(Ranking.Where(one => one.Row.Ratio == 1));

    private IEnumerable<Candidate> Usable => Ranking.Where(candidate => candidate is { Converges: true, NotInQemu: null });

    /// <summary>Total time of the runner-up ÷ that of the winner; null without one.</summary>
    public double? Margin => Winner is { } winner && RunnerUp is { } other ? other.TotalMs / winner.TotalMs : null;

    /// <summary>Whether another method is as good within the model's error.</summary>
    public bool IsTie => Tied.Count > 0;

    /// <summary>Whether the winner keeps the service level.</summary>
    public bool IsGoodEnough => Winner?.IsGoodEnough == true;

    /// <summary>Decides.</summary>
    /// <param name="linkGbps">The link.</param>
    /// <param name="candidates">All that were simulated over it.</param>
    /// <param name="error">Relative error of the model: 0.1 is 10 %.</param>
    public static Decision Of(double linkGbps, IEnumerable<Candidate> candidates, double error)
    {
        Candidate[] best = [.. candidates.GroupBy(candidate => candidate.Method).Select(group => BestOfMethod([.. group], error))];
        Candidate[] order = [.. best.OrderByDescending(one => one.IsGoodEnough).ThenBy(one => one.TotalMs).ThenBy(one => one.CpuS)];
        Candidate[] usable = [.. order.Where(one => one is { Converges: true, NotInQemu: null })];
        if (usable.Length == 0) return new Decision(linkGbps, order, [], error);
        Candidate[] level = [.. usable.Where(one => one.IsGoodEnough == usable[0].IsGoodEnough && IsTied(one, usable[0], error))];
        Candidate winner = level.MinBy(one => one.CpuS)!;
        return new Decision(linkGbps, [winner, .. order.Where(one => one != winner)], [.. level.Where(one => one != winner)], error);
    }

    private static Candidate BestOfMethod(Candidate[] candidates, double error)
    {
        bool isAnyGood = candidates.Any(one => one.IsGoodEnough);
        Candidate[] eligible = [.. candidates.Where(one => one.IsGoodEnough == isAnyGood)];
        Candidate fastest = eligible.MinBy(one => one.TotalMs)!;
        return eligible.Where(one => one == fastest || IsTied(one, fastest, error))
            .OrderBy(one => one.Row.Channels).ThenBy(one => one.Row.ZeroPageDetection != UsualZeroPages).ThenBy(one => one.TotalMs).First();
    }

    private static bool IsTied(Candidate one, Candidate fastest, double error) =>
        one.Converges && one.TotalMs <= fastest.TotalMs * (1 + error);
}
