using CsvHelper;

namespace MultifdBench.Results;

/// <summary>
/// Which method wins for a guest on a host over one link, as it stands in the optional <c>decisions.csv</c>: simulated, for a guest of a
/// size that the machine need not have room for. Immutable.
/// </summary>
[CsvRecord]
public sealed partial record DecisionRow
{
    /// <inheritdoc cref="RunRow.Workload"/>
    [CsvColumn("workload"), CsvConverter(typeof(Csv.NeededTextConverter))] public required string Workload { get; init; }

    /// <summary>Memory of the simulated guest, MiB.</summary>
    [CsvColumn("memory_mib")] public required double MemoryMib { get; init; }

    /// <summary>The host model: this machine's name, or a host file.</summary>
    [CsvColumn("model"), CsvConverter(typeof(Csv.NeededTextConverter))] public required string Model { get; init; }

    /// <summary>Whether the model is of the machine that measured the runs of the folder.</summary>
    [CsvColumn("is_here")] public bool IsHere { get; init; }

    /// <summary>The link, decimal Gbit/s.</summary>
    [CsvColumn("link_gbps")] public required double LinkGbps { get; init; }

    /// <summary>The winner, with what tells it from other methods; empty where no method converges.</summary>
    [CsvColumn("method")] public string Method { get; init => field = value ?? ""; } = "";

    /// <summary>Its channels.</summary>
    [CsvColumn("channels")] public int? Channels { get; init; }

    /// <summary>Its total time, ms.</summary>
    [CsvColumn("total_time_ms")] public double? TotalTimeMs { get; init; }

    /// <summary>The best other method; empty where no other converges.</summary>
    [CsvColumn("runner_up")] public string RunnerUp { get; init => field = value ?? ""; } = "";

    /// <summary>Its channels.</summary>
    [CsvColumn("runner_up_channels")] public int? RunnerUpChannels { get; init; }

    /// <summary>Its total time, ms.</summary>
    [CsvColumn("runner_up_total_time_ms")] public double? RunnerUpTotalTimeMs { get; init; }

    /// <summary>Whether the two differ by no more than the model's error.</summary>
    [CsvColumn("is_tie")] public bool IsTie { get; init; }

    /// <summary>
    /// Whether the link was asked for. One that was not lies between two that were: it was simulated to find where the answer changes.
    /// </summary>
    [CsvColumn("is_asked")] public bool IsAsked { get; init; } = true;

    /// <summary>
    /// The method that leads here: the one that leads on the link before, for as long as it ties with the winner. Empty where none
    /// converges.
    /// </summary>
    [CsvColumn("leader")] public string Leader { get; init => field = value ?? ""; } = "";

    /// <summary>Its channels.</summary>
    [CsvColumn("leader_channels")] public int? LeaderChannels { get; init; }

    /// <summary>
    /// Where the method that leads on the next link of the same guest and host begins to be faster than this one, Gbit/s. Null where this
    /// one leads there too. It lies below this link where the two already tie here.
    /// </summary>
    [CsvColumn("changes_at_gbps")] public double? ChangesAtGbps { get; init; }

    /// <summary>Relative error of the model's total time that was reckoned with: 0.1 is 10 %.</summary>
    [CsvColumn("model_error")] public required double ModelError { get; init; }

    /// <summary>Measured combinations of this folder that the error is the median of; null where it is that of published tables.</summary>
    [CsvColumn("model_error_n")] public int? ModelErrorN { get; init; }

    /// <summary>
    /// Whether migrations of such hosts are published, or measured here. Where they are not, the error is that of other hosts' tables.
    /// </summary>
    [CsvColumn("is_host_published")] public bool IsHostPublished { get; init; } = true;

    /// <summary>Total time of the runner-up ÷ that of the winner; null without one.</summary>
    [CsvIgnore] public double? Margin => RunnerUpTotalTimeMs / TotalTimeMs;
}
