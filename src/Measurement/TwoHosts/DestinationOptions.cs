using System.Text.Json;
using MultifdBench.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.TwoHosts;

namespace MultifdBench.Measurement.TwoHosts;

/// <summary>How a destination was started.</summary>
public sealed record DestinationOptions
{
    /// <summary>Where it listens.</summary>
    public required HostAddress Listen { get; init; }

    /// <summary>Its side of TLS; null for a destination in the clear.</summary>
    public TlsEnd? Tls { get; init; }

    /// <summary>The methods that it can receive.</summary>
    public required MethodCatalog Catalog { get; init; }

    /// <summary>Settings that it insists on; it takes the source's value of all others.</summary>
    public IReadOnlyList<Setting> Stated { get; init; } = [];

    /// <summary>Its own values, by name, of options that are each host's own; others have their defaults.</summary>
    public IReadOnlyDictionary<string, string> Own { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it takes more than one migration.</summary>
    public bool StaysForMore { get; init; }

    /// <summary>Folder for an image of each RAM block; null for none.</summary>
    public string? RamOut { get; init; }

    /// <summary>The facts of its host, as <c>host.json</c> has them.</summary>
    public required JsonElement Host { get; init; }

    /// <summary>How long a peer may say nothing outside the migration itself.</summary>
    public TimeSpan Silence { get; init; } = ControlConnection.DefaultSilence;
}

/// <summary>What became of one peer of a destination.</summary>
/// <param name="Peer">Its address.</param>
/// <param name="Label">The run's short name at the source; empty for a peer that never said.</param>
/// <param name="Settings">What was agreed on; empty when nothing was.</param>
/// <param name="Outcome">The source's, or <c>failed</c>.</param>
/// <param name="Reason">Why it did not complete; else empty.</param>
/// <param name="Verified">Whether the memories are equal; null when they were not compared.</param>
/// <param name="Received">What was received; null when no migration began.</param>
/// <param name="PeakRssBytes">The process's peak resident set; 0 when no migration began.</param>
/// <param name="RamImages">Files that were written.</param>
public sealed record DestinationReport(
    string Peer,
    string Label,
    IReadOnlyList<Setting> Settings,
    string Outcome,
    string Reason,
    bool? Verified,
    Multifd.Destination.DestinationResult? Received,
    long PeakRssBytes,
    IReadOnlyList<string> RamImages)
{
    /// <summary>Why images are missing that were asked for; else empty.</summary>
    public string RamImagesProblem { get; init; } = "";
}
