using MultifdBench.Core;
using MultifdBench.Multifd.Source;
using MultifdBench.Results;

namespace MultifdBench.Simulation.Reproduction;

/// <summary>
/// Every published table, in the order in which they are reported. What a testbed is stands in its host and scenario files.
/// </summary>
public static class PublishedTables
{
    // Published as "10Gbps network", but method none moved 10848 Mbit/s over it: 10 Gibit/s [results/reference/README.md].
    private const double TenGibit = 10 * 1.073741824;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedTable> All { get; } =
    [
        new("seed-idle", "spr-v3", static _ => "seed-idle"),
        new("seed-redis", "spr-v3", static _ => "seed-redis"),
        new("iaa-v4-silesia", "spr-v4", static _ => "silesia-64g"),
        new("iaa-v6-qpl-software", "spr-v4", static _ => "silesia-64g"),
        new("iaa-merge-commit", "spr-v4", static _ => "silesia-64g") { IsHeldOut = true, Conditions = OneDevice },
        new("iaa-v7-silesia", "spr-v7", static _ => "silesia-64g") { ZeroPages = ZeroPageDetection.Multifd, Conditions = FreshMemory },
        new("qatzip-v9-silesia", "spr-qat", static _ => "silesia-60g") { ZeroPages = ZeroPageDetection.Multifd },
        new("qatzip-docs", "spr-qat", static _ => "silesia-54g")
        {
            IsHeldOut = true,
            ZeroPages = ZeroPageDetection.Multifd,
            Conditions = static _ => [("network.bandwidth_gbps", TenGibit)],
        },
        new("zero-page-9.0", "xeon-8457c", static _ => "all-zero"),
        new("dsa-v7", "xeon-8457c", static row => row.Run.Workload)
        {
            IsHeldOut = true,
            ZeroPages = ZeroPageDetection.Multifd,
            Unmodelled = static row => row.Run.Accel == "dsa" ? "zero-page detection by DSA is not in the model" : null,
        },
    ];

    /// <summary>The tables that <c>--reproduce</c> names.</summary>
    /// <param name="selection"><c>seed</c>, <c>all</c>, or a table's name.</param>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static IReadOnlyList<PublishedTable> Select(string selection)
    {
        PublishedTable[] selected =
            selection == "all"
                ? [.. All]
                : [.. All.Where(
                    table => table.Name == selection || (selection == "seed" && table.Name.StartsWith("seed-", StringComparison.Ordinal)))];
        string[] names = ["seed", "all", .. All.Select(table => table.Name)];
        return selected.Length > 0
            ? selected
            : throw new UsageException(
                $"--reproduce {selection} is unknown: use {string.Join(", ", names)}.{NearestName.Suggest(selection, names)}");
    }

    private static (string Key, double Value)[] FreshMemory(ReferenceRow row) =>
        row.Note.Contains("not pre-allocated", StringComparison.Ordinal) ? [("first_touch.share", 1)] : [];

    private static (string Key, double Value)[] OneDevice(ReferenceRow row) =>
        row.Run.RunId.EndsWith("always-wait", StringComparison.Ordinal)
            ? [("iaa.devices", 1), ("iaa.busy_retries", -1)]
            : [("iaa.devices", 1)];
}
