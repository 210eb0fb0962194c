using MultifdBench.Results;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Reproduction;

/// <summary>One published row beside its simulation.</summary>
public sealed record ReproducedRow
{
    /// <summary>Table.</summary>
    public required string Table { get; init; }

    /// <summary>The published row's id.</summary>
    public required string RunId { get; init; }

    /// <summary>Workload.</summary>
    public required string Workload { get; init; }

    /// <summary>Method.</summary>
    public required string Method { get; init; }

    /// <summary>Accelerator.</summary>
    public required string Accel { get; init; }

    /// <summary><c>software</c> or <c>hardware</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Channels.</summary>
    public required int Channels { get; init; }

    /// <summary>Whether no parameter was fitted to the table.</summary>
    public required bool HeldOut { get; init; }

    /// <summary>
    /// Whether the table does not say enough of guest and hosts, so that its error is that of the model and of what was assumed.
    /// </summary>
    public required bool Assumed { get; init; }

    /// <summary>Whether the row is of pages that a kernel gives to devices, and of no migration.</summary>
    public required bool PageJobs { get; init; }

    /// <summary>Which of a kernel's ways its pages go; empty for migrations.</summary>
    public string KernelPath { get; init; } = "";

    /// <summary>Pages that a thread gives away together; null for migrations.</summary>
    public int? PagesOut { get; init; }

    /// <summary>What was published.</summary>
    public required RowFigures Published { get; init; }

    /// <summary>What the model says; outcome <c>unavailable</c> where it cannot say anything.</summary>
    public required RowFigures Simulated { get; init; }

    /// <summary>Relative errors.</summary>
    public required RowErrors Error { get; init; }

    /// <summary>Why the row is not simulated, or empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The busiest part in the simulation, for people.</summary>
    public string Bottleneck { get; init; } = "";

    /// <summary>All parameters of host and scenario.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>Whether the simulation ended as published.</summary>
    public bool OutcomeMatches => Simulated.Outcome == Published.Outcome;

    /// <summary>Whether the same share of runs failed, to half a per cent.</summary>
    public bool FailureShareMatches => Math.Abs(Simulated.FailureShare - Published.FailureShare) < 0.005;

    /// <summary>Whether the model says anything.</summary>
    public bool IsModelled => Simulated.Outcome != RunOutcome.Unavailable;
}
