using MultifdBench.Core;
using MultifdBench.Multifd.Source;

namespace MultifdBench.Simulation.Reproduction;

/// <summary>
/// Every published table, in the order in which they are reported. What a testbed is stands in its host and scenario files.
/// </summary>
public static class PublishedTables
{
    // Published as "10Gbps network", but method none moved 10848 Mbit/s over it: 10 Gibit/s [results/reference/README.md].
    private const double TenGibit = 10 * 1.073741824;

    private const double SeedTimeoutS = 120;

    private static readonly string[] FreshMemoryRows =
    [
        "1G-2ch-qpl-noprealloc", "1G-4ch-qpl-noprealloc", "1G-8ch-qpl-noprealloc",
        "100G-2ch-qpl-noprealloc", "100G-4ch-qpl-noprealloc", "100G-8ch-qpl-noprealloc",
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedTable> All { get; } =
    [
        new("seed-idle", "spr-v3", static _ => "seed-idle") { IsOfSeed = true, TimeoutS = SeedTimeoutS },
        new("seed-redis", "spr-v3", static _ => "seed-redis") { IsOfSeed = true, TimeoutS = SeedTimeoutS },
        new("iaa-v4-silesia", "spr-v4", static _ => "silesia-64g"),
        new("iaa-v6-qpl-software", "spr-v4", static _ => "silesia-64g"),
        new("iaa-merge-commit", "spr-v4", static _ => "silesia-64g")
        {
            IsHeldOut = true,
            Conditions = [("iaa.devices", 1)],
            RowConditions = new Dictionary<string, (string, double)> { ["iaa-merge-commit/always-wait"] = ("iaa.busy_retries", -1) },
        },
        new("iaa-v7-silesia", "spr-v7", static _ => "silesia-64g")
        {
            ZeroPages = ZeroPageDetection.Multifd,
            // The destination's memory was not allocated before.
            RowConditions = FreshMemoryRows.ToDictionary(row => $"iaa-v7-silesia/{row}", static _ => ("first_touch.share", 1.0)),
        },
        new("qatzip-v9-silesia", "spr-qat", static _ => "silesia-60g") { ZeroPages = ZeroPageDetection.Multifd },
        new("qatzip-docs", "spr-qat", static _ => "silesia-54g")
        {
            IsHeldOut = true,
            ZeroPages = ZeroPageDetection.Multifd,
            Conditions = [("network.bandwidth_gbps", TenGibit)],
        },
        new("zero-page-9.0", "xeon-8457c", static _ => "all-zero"),
        new("dsa-v7", "xeon-8457c", static row => row.Run.Workload)
        {
            IsHeldOut = true,
            ZeroPages = ZeroPageDetection.Multifd,
            Unmodelled = static row => row.Run.Accel == "dsa" ? "zero-page detection by DSA is not in the model" : null,
        },
        OfPageJobs("gnr-zram-sweep", "testbeds/gnr-kernel"),
        OfPageJobs("gnr-page-out-in", "testbeds/gnr-kernel") with { IsHeldOut = true },
        OfPageJobs("zswap-spr-v13-64k", "testbeds/spr-kernel"),
        OfPageJobs("zswap-spr", "testbeds/spr-kernel") with { IsHeldOut = true },
    ];

    private static PublishedTable OfPageJobs(string name, string host) => new(name, host, static _ => "silesia-64g")
    {
        IsOfPageJobs = true,
        Unmodelled = row => PageJobs.Unmodelled(row, givesPath: host == "testbeds/gnr-kernel"),
    };

    /// <summary>The tables that <c>--reproduce</c> names.</summary>
    /// <param name="selection"><c>seed</c>, <c>all</c>, or a table's name.</param>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static IReadOnlyList<PublishedTable> Select(string selection)
    {
        PublishedTable[] selected = selection switch
        {
            "all" => [.. All],
            "seed" => [.. All.Where(table => table.IsOfSeed)],
            _ => [.. All.Where(table => table.Name == selection)],
        };
        string[] names = ["seed", "all", .. All.Select(table => table.Name)];
        return selected.Length > 0
            ? selected
            : throw new UsageException(
                $"--reproduce {selection} is unknown: use {string.Join(", ", names)}.{NearestName.Suggest(selection, names)}");
    }
}
