using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Results;
using MultifdBench.Simulation.Engine;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>This machine as a model, measured by micro-benchmarks, and guests on it.</summary>
internal sealed class OwnMachine
{
    private readonly EngineCosts _costs;
    private readonly ParameterFile _host;
    private readonly Dictionary<GuestKey, (GuestProfile Profile, ParameterFile File)> _guests = [];

    private OwnMachine(EngineCosts costs)
    {
        _costs = costs;
        _host = MeasuredModel.Host(costs, Environment.MachineName);
    }

    /// <summary>Measures the engine's parts, some seconds.</summary>
    public static OwnMachine Measure(CancellationToken cancellation) => new(EngineMeter.Measure(cancellation));

    /// <summary>Measures a guest, its codecs and its writes, some seconds.</summary>
    /// <exception cref="UsageException">The machine has not enough memory for it.</exception>
    public void Add(GuestKey key, CancellationToken cancellation)
    {
        using IWorkload workload = Workload.Create(key);
        GuestProfile profile = GuestMeter.Measure(workload, Codecs(), cancellation);
        _guests.Add(key, (profile, MeasuredModel.Scenario(profile)));
    }

    /// <summary>Writes <c>DIR/hosts/NAME.yaml</c> and <c>DIR/scenarios/WORKLOAD.yaml</c>, which <c>--host</c> and <c>--scenario</c> take.</summary>
    /// <returns>The paths.</returns>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public IReadOnlyList<string> Write(string folder)
    {
        List<string> paths = [];
        foreach ((string kind, ParameterFile file) in _guests.Values.Select(guest => ("scenarios", guest.File)).Prepend(("hosts", _host)))
        {
            string path = Path.Combine(folder, kind, Path.GetFileName(file.Path));
            Storage.CreateFolder(Path.GetDirectoryName(path)!);
            Storage.Replace(path, System.Text.Encoding.UTF8.GetBytes(file.ToYaml()));
            paths.Add(path);
        }

        return paths;
    }

    /// <summary>
    /// Predicts a run on this machine: both sides share its cores, of which the guest's own threads have theirs.
    /// </summary>
    /// <param name="run">The run; its guest was added.</param>
    /// <param name="started">Time stamp of the row.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The guest was measured without the run's method.</exception>
    public (RunRow Row, IReadOnlyList<RoundRow> Rounds, string Busiest) Predict(PlannedRun run, DateTimeOffset started, CancellationToken cancellation)
    {
        (GuestProfile profile, ParameterFile file) = _guests[run.Guest];
        HostModel host = HostModel.From(_host.Name, _host.Parameters);
        host = host with { Cores = Math.Max(1, host.Cores - profile.Cores) };
        GuestModel guest = GuestModel.From(file.Name, file.Parameters, profile.Pages * Page.SizeBytes);
        Combination combination = run.Combination with { Source = RunSource.Simulated, Library = "", Model = _host.Name };
        MigrationSetup setup = SimulationPlan.SetupOf(run, combination);
        VirtualClock clock = new();
        SimulatedHost both = new(clock, host);
        SimulationResult result = new SimulatedMigration(clock, both, both, [new Link(both.Network, host.Network.BytesPerNs)], guest, setup).Run(cancellation);
        RunRow row = result.ToRow(combination.NewRow(1, started), setup);
        return (row, result.ToRounds(row.RunId), result.Usage[0].Name);
    }

    /// <summary>What was measured, in a line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"scan {_costs.ZeroPageNs:0} ns/page, bitmap {_costs.MigrationPageNs:0} ns/page, hand-over {_costs.HandOverCpuNs / 1e3:0.0} µs of CPU and {_costs.HandOverWaitNs / 1e3:0.0} µs of waiting, header {_costs.MessageNs / 1e3:0.0} µs, send {_costs.SendNsPerByte:0.000} ns/B, receive {_costs.ReceiveNsPerByte:0.000} ns/B, window {_costs.WindowBytes / Units.KiB} KiB, set-up {_costs.SetupNs / 1e6:0.00} ms, switchover {_costs.SwitchoverNs / 1e6:0.00} ms");

    private static CodecToMeasure[] Codecs() =>
    [
        .. ((CodecToMeasure[])
        [
            new("zlib", new MethodRequest("zlib")),
            new("zstd", new MethodRequest("zstd")),
            new("qpl", new MethodRequest("qpl") { QplPath = QplPath.Software }),
            new("qpl-canned", new MethodRequest("qpl") { QplPath = QplPath.Software, QplHuffman = QplHuffman.Canned }),
            new("zlib-stream", new MethodRequest("zlib") { Accelerator = Accelerator.Qpl, QplPath = QplPath.Software }),
        ]).Where(codec => MethodCatalog.Probe(codec.Method).IsAvailable),
    ];
}
