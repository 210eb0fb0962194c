using MultifdBench.Comparison.Statistics;
using MultifdBench.Comparison.Verdicts;

namespace MultifdBench.Comparison.Proof;

/// <summary>What an injected slowdown touches.</summary>
public enum InjectedScope
{
    /// <summary>Nothing: the same build twice.</summary>
    Nothing,

    /// <summary>All combinations of one guest and method.</summary>
    Method,

    /// <summary>One combination.</summary>
    Combination,
}

/// <summary>How often the gate was right in one situation.</summary>
/// <param name="Design">How the sessions of both sides lay.</param>
/// <param name="Sessions">Sessions (of <see cref="Design.Repetitions"/>: repetitions) on each side.</param>
/// <param name="Scope">What was slowed down.</param>
/// <param name="Slowdown">By how much, as a fraction; 0 for the same build twice.</param>
/// <param name="Trials">Pairs drawn.</param>
/// <param name="Red">Pairs that were called a regression.</param>
/// <param name="Passed">Pairs that were called no regression.</param>
public sealed record ProofRow(Design Design, int Sessions, InjectedScope Scope, double Slowdown, int Trials, int Red, int Passed)
{
    /// <summary>Pairs that could not be decided.</summary>
    public int Undecided => Trials - Red - Passed;

    /// <summary>False alarms where nothing was injected, else pairs that did not turn red.</summary>
    public int Errors => Scope == InjectedScope.Nothing ? Red : Trials - Red;

    /// <summary>Share of <see cref="Errors"/>.</summary>
    public double ErrorRate => Errors / (double)Trials;

    /// <summary>
    /// 95 % interval of the error rate, as if the pairs were independent; pairs drawn from the same sessions are not quite.
    /// </summary>
    public (double Lo, double Hi) Interval => Shares.Interval(Errors, Trials);
}
