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
        OfPageJobs("zswap-spr-compile", "testbeds/spr-kernel") with
        {
            IsHeldOut = true,
            Unmodelled = static _ => "a compiler takes most of the time; how many pages are swapped is not stated",
        },
        Assumed("mt-zstd-2019", "testbeds/i7-4790",
            static row => row.Run.Channels > 1 ? "testbeds/pgbench-8threads" : "testbeds/pgbench-1thread") with
        {
            Unmodelled = static row =>
                row.Run.Level == 15 ? "what zstd's level 15 costs for single pages is not known: half of it is its tables' set-up" : null,
        },
        Assumed("mt-zstd-2021", "testbeds/qemu-2021", static _ => "testbeds/mt-2021"),
        Assumed("mt-zlib-2015", "testbeds/e5-2680", static _ => "testbeds/mt-2015-idle") with
        {
            Unmodelled = static row => row.Run.Workload == "random-write" ? "how fast the program writes is not stated" : null,
        },
        Assumed("cloud-hypervisor-7669", "testbeds/cloud-hypervisor", static _ => "testbeds/cloud-hypervisor"),
        Assumed("kubevirt-vep246", "testbeds/kubevirt", static _ => "testbeds/kubevirt-246"),
        Assumed("kubevirt-vep291", "testbeds/kubevirt", static _ => "testbeds/kubevirt-291"),
        Unsimulated("xapi-evacuation",
            "number and sizes of the guests are not stated, and Xen's sender with zstd as a process beside it is not in the model"),
        Unsimulated("xapi-ktls", "neither what the guests had touched nor what they write is stated, and Xen's sender is not in the model"),
        Unsimulated("colo-multifd", "the model has no checkpoints, and how many pages one carries is not stated"),
        Unsimulated("hyperv-2012r2", "neither size, load nor codec is stated"),
    ];

    private static PublishedTable OfPageJobs(string name, string host) => new(name, host, static _ => "silesia-64g")
    {
        IsOfPageJobs = true,
        Unmodelled = row => PageJobs.Unmodelled(row, givesPath: host == "testbeds/gnr-kernel"),
    };

    private static PublishedTable Assumed(string name, string host, Func<ReferenceRow, string> scenario) => new(name, host, scenario)
    {
        IsHeldOut = true,
        IsAssumed = true,
    };

    private static PublishedTable Unsimulated(string name, string why) => new(name, "spr-v4", static _ => "seed-idle")
    {
        IsHeldOut = true,
        IsAssumed = true,
        Unmodelled = _ => why,
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
