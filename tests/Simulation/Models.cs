using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Management;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Reproduction;

namespace MultifdBench.Tests.Simulation;

/// <summary>Hosts and guests for tests: the files of the repository, and small ones whose outcome can be worked out by hand.</summary>
internal static class Models
{
    public const long Pages = 102_400;

    public static string ReferenceFolder { get; } = Path.Combine(SampleData.RepositoryRoot(), "results", "reference");

    /// <summary>What simulates published tables, with the files beside the program unless others are given.</summary>
    public static Reproducer Reproducer(ModelFolder? files = null) => new(
        files ?? ModelFolder.BesideProgram, ReferenceFolder, BuiltIn.Methods.SimulatedForms, name => PolicyCatalog.Get(name).Create);

    /// <summary>The host that a file describes.</summary>
    public static HostModel ReadHost(string path)
    {
        ParameterFile file = ParameterFile.Read(path);
        return HostModel.From(file.Name, file.Parameters);
    }

    /// <summary>The guest that a scenario's file describes.</summary>
    public static GuestModel ReadGuest(string path, long memoryBytes)
    {
        ParameterFile file = ParameterFile.Read(path);
        return GuestModel.From(file.Name, file.Parameters, memoryBytes);
    }

    public static HostModel Host(string name, params (string Key, double Value)[] changes)
    {
        ParameterFile file = ParameterFile.Read(ModelFolder.BesideProgram.FindHost(name));
        return HostModel.From(file.Name, changes.Aggregate(file.Parameters, static (set, change) => set.With(change.Key, change.Value)));
    }

    /// <summary>A host on which nothing costs anything but codecs and what <paramref name="changes"/> say.</summary>
    public static HostModel IdealHost(params (string Key, double Value)[] changes) => Host(
        "spr-v4",
        [
            ("migration.zero_page_ns", 1), ("migration.page_ns", 1), ("migration.packet_ns", 0), ("migration.sync_ns_per_gib", 0),
            ("migration.setup_ms", 0),
            ("migration.switchover_ms", 0), ("migration.destination_zero_page_ns", 0), ("channel.zero_page_ns", 0), ("channel.page_ns", 0),
            ("channel.packet_ns", 0),
            ("channel.send_ns_per_byte", 0), ("channel.receive_ns_per_byte", 0), ("network.bandwidth_gbps", 10_000),
            ("network.latency_us", 0), ("cpu.codec_speed", 1),
            .. changes,
        ]);

    /// <summary>A guest of 400 MiB, all of it content, one class.</summary>
    /// <param name="dirtyPages">Pages that are written evenly; 0 for a guest that stands still.</param>
    /// <param name="writesPerSecond">How fast.</param>
    /// <param name="content">Share of memory with content.</param>
    /// <param name="pages">Pages of memory.</param>
    public static GuestModel Guest(double dirtyPages = 0, double writesPerSecond = 0, double content = 1, long pages = Pages)
    {
        List<(string Key, double Value, string Unit)> parameters =
        [
            ("memory.content_mib", 0, "MiB"), ("memory.content_share", content, "share"), ("memory.extent_pages", 4096, "pages"),
            ("memory.zero_ratio", 100, "ratio"),
            ("memory.zero_cost", 0.2, "share"), ("run.spread", 0, "ln sd"), ("classes.all.share", 1, "share"),
            ("classes.all.dirty_share", 1, "share"),
            .. Codec("zlib", 10_000, 1_000), .. Codec("qpl", 10_000, 1_000), .. Codec("iaa", 0, 0),
        ];
        if (dirtyPages > 0)
            parameters.AddRange([("dirty.all.pages", dirtyPages, "pages"), ("dirty.all.writes_per_second", writesPerSecond, "1/s")]);
        string yaml = "name: test\nsummary: a guest that can be worked out by hand\nparameters:\n"
            + string.Concat(
                parameters.Select(
                    one => FormattableString.Invariant(
                        $"  {one.Key}: {{ value: {one.Value}, unit: {one.Unit}, kind: assumed, source: test }}\n")));
        using Results.TemporaryFolder folder = new();
        File.WriteAllText(folder["test.yaml"], yaml);
        return ReadGuest(folder["test.yaml"], pages * Page.SizeBytes);
    }

    public static MigrationSetup Setup(string method, int channels, string path = "software") => new()
    {
        Channels = channels,
        Method = SimulatedMethods.Of(BuiltIn.Methods.SimulatedForms, method, "none", path, "", null, 1),
        Precopy = new() { DowntimeLimitNs = 100 * Units.NsPerMs },
    };

    /// <summary>A migration between two such hosts.</summary>
    public static SimulationResult Run(HostModel host, GuestModel guest, MigrationSetup setup) =>
        SimulatedMigration.Run(host, guest, setup, TestContext.Current.CancellationToken);

    private static (string Key, double Value, string Unit)[] Codec(string name, double compressNs, double decompressNs) =>
        [($"classes.all.{name}.ratio", 2, "ratio"), ($"classes.all.{name}.compress_ns", compressNs, "ns"),
            ($"classes.all.{name}.decompress_ns", decompressNs, "ns")];
}
