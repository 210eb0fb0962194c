using MultifdBench.Core;
using MultifdBench.Simulation.Reproduction;

namespace MultifdBench.Simulation.Fitting;

/// <summary>
/// One testbed: tables that are fitted together, and the files whose parameters of kind <c>fitted</c> are free meanwhile.
/// </summary>
/// <param name="Host">Host file, which names the group.</param>
/// <param name="Scenarios">Scenario files.</param>
/// <param name="Tables">Tables; none that is held out.</param>
public sealed record FitGroup(string Host, IReadOnlyList<string> Scenarios, IReadOnlyList<PublishedTable> Tables)
{
    /// <summary>Packets simulated as one while it searches; what remains is computed packet by packet.</summary>
    public int PacketsPerStep { get; init; } = 16;

    /// <summary>
    /// All groups, in the order in which they depend on one another: hosts extend spr-v4, and its guest is that of spr-v7.
    /// </summary>
    public static IReadOnlyList<FitGroup> All { get; } =
    [
        Of("spr-v4", ["silesia-64g"]),
        Of("spr-v7", []),
        // Whether these migrations converge is decided by rounds of a few dozen packets.
        Of("spr-v3", ["seed-idle", "seed-redis"]) with { PacketsPerStep = 4 },
        Of("spr-qat", ["silesia-60g"]),
        Of("xeon-8457c", []),
        Of("testbeds/gnr-kernel", []),
        Of("testbeds/spr-kernel", []),
    ];

    /// <summary>The groups that <c>--fit</c> names.</summary>
    /// <param name="selection"><c>all</c> or a host's name.</param>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static IReadOnlyList<FitGroup> Select(string selection)
    {
        if (selection == "all") return All;
        string[] names = ["all", .. All.Select(group => group.Host)];
        return [All.FirstOrDefault(group => group.Host == selection)
            ?? throw new UsageException(
                $"--fit {selection} is unknown: use {string.Join(", ", names)}.{NearestName.Suggest(selection, names)}")];
    }

    private static FitGroup Of(string host, string[] scenarios) =>
        new(host, scenarios, [.. PublishedTables.All.Where(table => table.Host == host && !table.IsHeldOut)]);
}
