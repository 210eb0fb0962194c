namespace MultifdBench.Guest;

/// <summary>
/// How a guest's rate changes over its own time, which stops while the guest does or sleeps: phases in turn, from the beginning again
/// after the last one, or the last one for ever. Immutable, so any number of threads may share it.
/// </summary>
/// <remarks>
/// A guest at twice its rate does in one second what it does in two: phases bend time and leave everything else as it is. What is due
/// follows <see cref="WorkNs"/>.
/// </remarks>
/// <param name="phases">In order; <see cref="Problem"/> has nothing against them.</param>
public sealed class RatePhases(IReadOnlyList<RatePhase> phases)
{
    private readonly double _cycleNs = phases[^1].IsLast ? double.PositiveInfinity : phases.Sum(phase => phase.DurationNs);
    private readonly double _cycleWorkNs = phases.Sum(phase => phase.DurationNs * phase.RateFactor);

    /// <summary>The phases in order.</summary>
    public IReadOnlyList<RatePhase> Phases { get; } = phases;

    /// <summary>Why a list of phases is none; null when it is one.</summary>
    /// <returns>The index of the phase that is wrong, and a clause about it.</returns>
    public static (int Index, string Text)? Problem(IReadOnlyList<RatePhase> phases)
    {
        int endless = phases.Index().FirstOrDefault(one => one.Item.IsLast, (phases.Count, null!)).Index;
        return endless < phases.Count - 1 ? (endless, "only the last phase may last for ever (0)") : null;
    }

    /// <summary>
    /// Nanoseconds in which a guest at its unchanged rate does what this one does in its first <paramref name="ns"/>: the integral of the
    /// factor.
    /// </summary>
    /// <param name="ns">Time that the guest has run for; 0 for less.</param>
    public double WorkNs(double ns)
    {
        if (ns <= 0) return 0;
        double cycles = Math.Floor(ns / _cycleNs);
        double leftNs = cycles > 0 ? ns - cycles * _cycleNs : ns;
        double workNs = cycles * _cycleWorkNs;
        for (int i = 0; i < Phases.Count; i++)
        {
            RatePhase phase = Phases[i];
            double partNs = phase.IsLast ? leftNs : Math.Min(leftNs, phase.DurationNs);
            workNs += partNs * phase.RateFactor;
            leftNs -= partNs;
        }

        return workNs;
    }
}

/// <summary>A part of a guest's time with a rate of its own.</summary>
/// <param name="DurationS">Seconds of the guest's time; 0 for a last phase that does not end.</param>
/// <param name="RateFactor">Its rate as a multiple of the guest's; 0 for none.</param>
public sealed record RatePhase(double DurationS, double RateFactor)
{
    /// <summary>Most seconds that a phase may have.</summary>
    public const double MaxDurationS = 86_400;

    /// <summary>Largest multiple of the guest's rate.</summary>
    public const double MaxRateFactor = 1000;

    /// <summary>Whether it does not end.</summary>
    internal bool IsLast => DurationS == 0;

    /// <summary>Nanoseconds of the guest's time.</summary>
    internal double DurationNs => DurationS * 1e9;
}
