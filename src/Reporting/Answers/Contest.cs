using MultifdBench.Comparison.Statistics;

namespace MultifdBench.Reporting.Answers;

/// <summary>What can be said about a contender beside the leader.</summary>
internal enum Standing
{
    /// <summary>Worse, 95 % sure; of simulated figures: by more than the model's error.</summary>
    Behind,

    /// <summary>Not told apart; of simulated figures: within the model's error.</summary>
    Tied,

    /// <summary>Too few runs to say either.</summary>
    TooFew,
}

/// <summary>What one contender's figures are to the leader's.</summary>
/// <param name="Other">The one that is compared.</param>
/// <param name="Ratio">How many times worse it is: above 1 the leader is better.</param>
/// <param name="Standing">What follows from that.</param>
internal sealed record Contest(Contender Other, RatioInterval Ratio, Standing Standing)
{
    /// <summary>"zlib-1 on 2 channels 4.34 × (2.88 to 7.26)".</summary>
    public string Describe() => $"{Other.Name} {EstimateText.Of(Ratio)}";

    /// <summary>Judges a pair.</summary>
    /// <param name="other">The one that is compared.</param>
    /// <param name="ratio">As in <see cref="Ratio"/>.</param>
    public static Contest Of(Contender other, RatioInterval ratio) => new(other, ratio, other.IsSimulated ? OfModel(ratio) : OfRuns(ratio));

    private static Standing OfRuns(RatioInterval ratio) =>
        ratio.Lo is null ? Standing.TooFew : ratio.Lo > 1 ? Standing.Behind : Standing.Tied;

    /// <summary>Simulations have no noise, but the model has an error.</summary>
    private static Standing OfModel(RatioInterval ratio) => ratio.Ratio > 1 + ModelError.TotalTime ? Standing.Behind : Standing.Tied;
}
