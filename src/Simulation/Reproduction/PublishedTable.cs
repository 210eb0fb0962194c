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

    /// <summary>Who finds zero pages, where a row does not say.</summary>
    public ZeroPageDetection ZeroPages { get; init; } = ZeroPageDetection.Legacy;

    /// <summary>Published conditions of a row that differ from its host file: parameter key and value.</summary>
    public Func<ReferenceRow, IReadOnlyList<(string Key, double Value)>> Conditions { get; init; } = static _ => [];

    /// <summary>Why a row cannot be simulated; null where it can.</summary>
    public Func<ReferenceRow, string?> Unmodelled { get; init; } = static _ => null;
}
