using MultifdBench.Methods;
using MultifdBench.Prediction.Advice;
using MultifdBench.Prediction.Validation;

namespace MultifdBench.Bench.Verbs.Advise;

/// <summary>Everything that was found out, for people and scripts alike. Immutable.</summary>
internal sealed record AdviseAnswer
{
    /// <summary>What was asked.</summary>
    public required AdviseRequest Request { get; init; }

    /// <summary>The answer for the host that was asked for.</summary>
    public required HostAdvice Asked { get; init; }

    /// <summary>What it would be on published hosts with accelerators.</summary>
    public required IReadOnlyList<HostAdvice> Elsewhere { get; init; }

    /// <summary>Names of the methods that are not in the ranking, and why.</summary>
    public required IReadOnlyDictionary<string, string> Excluded { get; init; }

    /// <summary>Predictions beside what was measured; empty without a check.</summary>
    public IReadOnlyList<(Candidate Candidate, ValidationLine Line)> Check { get; init; } = [];

    /// <summary>Why there is no check; null where there is one.</summary>
    public string? NoCheck { get; init; }

    /// <summary>Relative error of the model that the answer reckons with.</summary>
    public required double Error { get; init; }

    /// <summary>Whether that error was measured here, in this run.</summary>
    public bool IsErrorMeasured => Check.Count > 0;

    /// <summary>All methods.</summary>
    public required MethodCatalog Methods { get; init; }

    /// <summary>The first link's decision, which the ranking shows.</summary>
    public Decision First => Asked.Decisions[0];

    /// <summary>Who wins under a policy over the first link.</summary>
    public Candidate BestUnder(PolicyOutcome outcome) => outcome.Best(First.LinkGbps, Error);

    /// <summary>
    /// <c>sure</c>: the margin is larger than the model's error, measured in this run; <c>likely</c>: larger than its published error;
    /// <c>tie</c>: not larger; <c>only</c>: nothing else converges; <c>none</c>: nothing does.
    /// </summary>
    public string ConfidenceOf(Decision decision) => decision switch
    {
        { Winner: null } => "none",
        { IsTie: true } => "tie",
        { RunnerUp: null } => "only",
        _ => IsErrorMeasured ? "sure" : "likely",
    };
}
