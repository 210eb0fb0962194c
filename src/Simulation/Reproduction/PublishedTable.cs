using MultifdBench.Multifd.Source;
using MultifdBench.Results;

namespace MultifdBench.Simulation.Reproduction;

/// <summary>One table of <c>results/reference</c> and the testbed that it was taken on.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Host">Host file.</param>
/// <param name="Scenario">Scenario file of a row.</param>
public sealed record PublishedTable(string Name, string Host, Func<ReferenceRow, string> Scenario)
{
    /// <summary>Whether no parameter was fitted to it.</summary>
    public bool IsHeldOut { get; init; }

    /// <summary>
    /// Whether the source does not say enough of guest and hosts: <see cref="Scenario"/> and <see cref="Host"/> say what was assumed.
    /// </summary>
    public bool IsAssumed { get; init; }

    /// <summary>Whether its rows are of pages that a kernel gives to devices, and of no migration.</summary>
    public bool IsOfPageJobs { get; init; }

    /// <summary>Who finds zero pages, where a row does not say.</summary>
    public ZeroPageDetection ZeroPages { get; init; } = ZeroPageDetection.Legacy;

    /// <summary>Whether it is one of those that <c>--reproduce seed</c> names, whose series this program was made for.</summary>
    public bool IsOfSeed { get; init; }

    /// <summary>Seconds after which a migration had failed; the tables without a failure give none, and QEMU has none.</summary>
    public double TimeoutS { get; init; } = 3600;

    /// <summary>Published conditions of all rows that differ from the host file: parameter key and value.</summary>
    public IReadOnlyList<(string Key, double Value)> Conditions { get; init; } = [];

    /// <summary>Published conditions of single rows, by <c>run_id</c>; a row that is not there has none of its own.</summary>
    public IReadOnlyDictionary<string, (string Key, double Value)> RowConditions { get; init; } =
        new Dictionary<string, (string Key, double Value)>();

    /// <summary>Why a row cannot be simulated; null where it can.</summary>
    public Func<ReferenceRow, string?> Unmodelled { get; init; } = static _ => null;

    /// <summary>What a row's host has otherwise than its file says.</summary>
    public IEnumerable<(string Key, double Value)> ConditionsOf(ReferenceRow row) =>
        RowConditions.TryGetValue(row.Run.RunId, out (string Key, double Value) own) ? [.. Conditions, own] : Conditions;
}
