using MultifdBench.Results;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Reporting.Tables;

/// <summary>A part of a combination beside method and channels, and how a label says it.</summary>
/// <remarks>What is not worth a word has none: an empty text, which labels leave out.</remarks>
/// <param name="OfMethod">True when each method has its own values (library, streams), false when it is part of the environment.</param>
/// <param name="Describe">The value in words; distinct values have distinct words.</param>
internal sealed record LabelPart(bool OfMethod, Func<Combination, string> Describe)
{
    /// <summary>Whether it says how fast the link is: figures over different links have tables of their own.</summary>
    public bool IsLink { get; init; }

    /// <summary>The link of a simulated row.</summary>
    public static readonly LabelPart ModelledLink =
        new(false, row => row.LinkGbps is { } link ? Text($"link of {link} Gbit/s") : "") { IsLink = true };

    /// <summary>The host model with everything that was changed in it.</summary>
    public static readonly LabelPart Model = new(true, row => row.Model.Length == 0 ? "no model" : $"model {row.Model}");

    /// <summary>The host model's name alone: enough where nothing but the link was changed, which has a part of its own.</summary>
    public static readonly LabelPart ModelHost =
        new(true, row => row.Model.Length == 0 ? "no model" : $"model {Captions.HostModel(row)}");

    /// <summary>All of them, in the order in which labels list them.</summary>
    public static readonly LabelPart[] All =
    [
        new(true, row => row.Path.Length == 0 ? "path not recorded" : row.Path),
        new(true, row => row.Streams switch { null => "streams not recorded", 1 => "1 stream", var n => Text($"{n} streams") }),
        new(true, row => row.Library.Length == 0 ? "no library" : row.Library),
        new(false, row => row.Transport.Length == 0 ? "transport not recorded" : $"over {row.Transport}"),
        new(false, row => row.ZeroPageDetection.Length == 0 ? "zero pages not recorded" : $"zero pages {row.ZeroPageDetection}"),
        new(false, row => row.MaxBandwidthMbps is { } limit
            ? Text($"at most {limit} Mbit/s")
            : row.LinkGbps is null ? "no bandwidth limit" : "") { IsLink = true },
        ModelledLink,
        new(false, row => row.DowntimeLimitMs is { } limit ? Text($"downtime limit {limit} ms") : "no downtime limit"),
        new(false, row => row.Policy.Length == 0 ? "" : $"policy {row.Policy}"),
        new(false, row => row.AutoConverge ? "auto-converge" : ""),
        new(false, row => row.DirtyLimit ? "dirty-limit" : ""),
        new(false, row => row.Tls ? "TLS" : ""),
        new(false, row => row.ZeroCopySend ? "zero-copy send" : ""),
        new(false, row => row.Convergence),
        new(false, row => row.WireLayout.Length == 0 ? "layout not recorded" : $"layout {row.WireLayout}"),
        ModelHost,
        Model,
    ];
}
