using System.Collections.Concurrent;
using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Reproduction;

/// <summary>
/// Simulates the rows of published tables. Every row of a testbed gets the same parameters; what differs is what its columns say. Where the
/// guest varies between runs, a row is the mean of as many runs as were published, at evenly spaced places of the spread. Thread-safe.
/// </summary>
/// <param name="folder">Host and scenario files.</param>
/// <param name="referenceFolder"><c>results/reference</c>.</param>
/// <param name="forms">What the methods of the tables are to the simulator.</param>
/// <param name="policies">Makes what manages a migration, by the name in column <c>policy</c>; asked for rows that have one.</param>
public sealed class Reproducer(ModelFolder folder, string referenceFolder, SimulatedForms forms,
    Func<string, Func<IManagementPolicy>> policies)
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<ReferenceRow>> _tables = new(StringComparer.Ordinal);

    /// <summary>Simulates tables on all cores.</summary>
    /// <exception cref="UsageException">A host or scenario file is wrong.</exception>
    /// <exception cref="ResultsException">A published table cannot be read.</exception>
    public IReadOnlyList<ReproducedRow> Run(IReadOnlyList<PublishedTable> tables, long seed, CancellationToken cancellation = default)
    {
        var rows = tables.SelectMany(table => Load(table).Select(row => (Table: table, Row: row, Files: ReadFiles(table, row)))).ToArray();
        try
        {
            return [.. rows.AsParallel().AsOrdered().WithCancellation(cancellation)
                .Select(one => Reproduce(one.Table, one.Row, one.Files, seed))];
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is UsageException wrong)
        {
            throw wrong;
        }
    }

    /// <summary>The published rows of a table.</summary>
    /// <exception cref="ResultsException">It cannot be read.</exception>
    public IReadOnlyList<ReferenceRow> Load(PublishedTable table) => ReferenceRow.Load(Path.Combine(referenceFolder, table.Name + ".csv"));

    /// <summary>The parameters of a row's host and scenario.</summary>
    /// <exception cref="UsageException">A file is wrong.</exception>
    public (ParameterFile Host, ParameterFile Scenario) ReadFiles(PublishedTable table, ReferenceRow row) =>
        (ParameterFile.Read(folder.FindHost(table.Host)), ParameterFile.Read(folder.FindScenario(table.Scenario(row))));

    /// <summary>Simulates one row with given parameters.</summary>
    /// <exception cref="UsageException">The parameters are wrong.</exception>
    public ReproducedRow Reproduce(PublishedTable table, ReferenceRow row, (ParameterFile Host, ParameterFile Scenario) files, long seed,
        int packetsPerStep = 1)
    {
        ParameterSet parameters =
            table.ConditionsOf(row).Aggregate(files.Host.Parameters, static (set, one) => set.With(one.Key, one.Value));
        string? unmodelled = table.Unmodelled(row);
        RowFigures published = Published(row);
        (RowFigures simulated, string bottleneck) = unmodelled is not null
            ? (new RowFigures { Outcome = RunOutcome.Unavailable }, "")
            : table.IsOfPageJobs
            ? (new PageJobs(HostModel.From(files.Host.Name, parameters), Cached(table)).Of(row), "")
            : Simulate(row, HostModel.From(files.Host.Name, parameters), GuestModel.From(files.Scenario.Name, files.Scenario.Parameters,
                MemoryBytes(row)), Setup(table, row, seed) with { PacketsPerStep = packetsPerStep });
        return new ReproducedRow
        {
            Table = table.Name,
            RunId = row.Run.RunId,
            Workload = row.Run.Workload,
            Method = row.Run.Method,
            Accel = row.Run.Accel,
            Path = row.Run.Path,
            Channels = row.Run.Channels,
            HeldOut = table.IsHeldOut,
            Assumed = table.IsAssumed,
            PageJobs = table.IsOfPageJobs,
            KernelPath = row.KernelPath,
            PagesOut = row.PagesOut,
            Published = published,
            Simulated = simulated,
            Error = RowErrors.Of(published, simulated),
            Reason = unmodelled ?? "",
            Bottleneck = bottleneck,
            Parameters = [.. parameters.All, .. files.Scenario.Parameters.All],
        };
    }

    private static (RowFigures Figures, string Bottleneck) Simulate(ReferenceRow row, HostModel host, GuestModel guest,
        MigrationSetup setup)
    {
        int runs = guest.RunSpread > 0 ? Math.Max(1, row.RunsAveraged ?? 1) : 1;
        SimulationResult[] results = [.. Enumerable.Range(0, runs)
            .Select(run => SimulatedMigration.Run(host, guest.WithDirtyFactor(Spread.Factor(guest.RunSpread, run, runs)), setup))];
        return (Mean(results), results[0].Usage[0].Name);
    }

    /// <summary>A table whose rows need each other: a fit asks for it a thousand times.</summary>
    private IReadOnlyList<ReferenceRow> Cached(PublishedTable table) => _tables.GetOrAdd(table.Name, (_, one) => Load(one), table);

    private MigrationSetup Setup(PublishedTable table, ReferenceRow row, long seed)
    {
        RunRow run = row.Run;
        return new MigrationSetup
        {
            Method = SimulatedMethods.Of(forms, run.Method, run.Accel, run.Path, run.Huffman, run.Level, run.Streams),
            Channels = run.Channels,
            ZeroPageDetection =
                run.ZeroPageDetection.Length > 0 ? Multifd.Source.ZeroPageDetections.Parse(run.ZeroPageDetection) : table.ZeroPages,
            Seed = seed,
            Precopy = new PrecopySettings
            {
                DowntimeLimitNs = (long)((run.DowntimeLimitMs ?? 300) * Units.NsPerMs),
                MaxBandwidthBytesPerSecond = (long)((run.MaxBandwidthMbps ?? 0) * 1e6 / 8),
                TimeoutNs = (long)(table.TimeoutS * Units.NsPerSecond),
                Management = run.Policy.Length > 0 ? policies(run.Policy) : null,
            },
        };
    }

    private static RowFigures Published(ReferenceRow row) => new()
    {
        Outcome = row.Run.Outcome,
        FailureRate = row.FailureRate ?? 0,
        TotalTimeMs = row.Run.TotalTimeMs,
        DowntimeMs = row.Run.DowntimeMs,
        ThroughputMbps = row.Run.ThroughputMbps,
        PagesPerSecondLast = row.Run.PagesPerSecondLast,
        SourceCpuPercent = row.SourceCpuPercent,
        DestinationCpuPercent = row.DestinationCpuPercent,
        CompressNsPerPage = row.Run.CompressNsPerPage,
        DecompressNsPerPage = row.Run.DecompressNsPerPage,
    };

    private static RowFigures Mean(SimulationResult[] results)
    {
        SimulationResult[] completed = [.. results.Where(result => result.Outcome == RunOutcome.Completed)];
        double? Of(Func<SimulationResult, double> figure) => completed.Length > 0 ? completed.Average(figure) : null;
        return new RowFigures
        {
            Outcome = completed.Length == results.Length ? RunOutcome.Completed : RunOutcome.Timeout,
            FailureRate = 1 - (double)completed.Length / results.Length,
            TotalTimeMs = Of(static result => Units.Ms(result.TotalNs)),
            DowntimeMs = Of(static result => Units.Ms(result.DowntimeNs)),
            ThroughputMbps = Of(static result => result.Figures.ThroughputMbps),
            PagesPerSecondLast = Of(static result => result.PagesPerSecondLast),
            SourceCpuPercent = Of(static result => 100 * result.SourceCpuNs / result.TotalNs),
            DestinationCpuPercent = Of(static result => 100 * result.DestinationCpuNs / result.TotalNs),
        };
    }

    private static long MemoryBytes(ReferenceRow row) => (long)(row.Run.MemoryMib * Units.MiB);
}
