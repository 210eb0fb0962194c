using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Prediction.Machines;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Prediction.Twins;

/// <summary>
/// A combination on the accelerator that this host has not, as the model of a published host runs it: the guest measured here, its pages
/// compressed here in software to the same kind of stream, everything else that host's. Immutable, thread-safe.
/// </summary>
internal sealed class SimulatedTwin
{
    // Transport memory is that nothing but engine and method costs time: the model's network is then out of the way too.
    private static readonly (string Key, double Value)[] NoNetwork = [(NetworkModel.BandwidthKey, 10_000), ("network.latency_us", 0)];

    private readonly string _hostName;
    private readonly (string Key, double Value)[] _changes;

    private SimulatedTwin(PlannedRun run, SimulatedPlace place, string hostName, SoftwareCodec software)
    {
        _hostName = hostName;
        _changes = run.Combination.Transport == "memory" ? NoNetwork : [];
        Run = run;
        Software = software;
        Combination = run.Combination with
        {
            Source = RunSource.Simulated,
            Accel = place.Accel,
            Path = place.Path,
            Library = "",
            Model = string.Join(' ', _changes.Select(change => Text($"{change.Key}={change.Value}")).Prepend(_hostName)),
        };
    }

    /// <summary>The planned combination.</summary>
    public PlannedRun Run { get; }

    /// <summary>The software whose streams the device would make.</summary>
    public SoftwareCodec Software { get; }

    /// <summary>What the twin is called in the results.</summary>
    public Combination Combination { get; }

    /// <summary>Unique among the codecs that are measured on one guest.</summary>
    public string Label => $"{Combination.Method}/{Software.Key}/{Combination.Streams}/{Combination.Huffman}";

    /// <summary>The twin of a run; null for one that uses no accelerator, was asked for in software, or has its accelerator here.</summary>
    public static SimulatedTwin? Of(PlannedRun run)
    {
        bool isHere = run.Availability.IsAvailable && run.Combination.Path == SimulatedPlace.Hardware;
        IMethodDefinition method = run.Definition;
        if (isHere || method.StandInFor(run.Method) is not { } software) return null;
        if (SimulatedPlace.OnDevice(method, run.Method.Accelerator) is not { } place) return null;
        Accelerator? device = run.Catalog.Devices.FirstOrDefault(known => known.ModelPart == place.Form.Device);
        return device?.PublishedHost is { } host ? new SimulatedTwin(run, place, host, software) : null;
    }

    /// <summary>Simulates it.</summary>
    /// <param name="profile">The guest, with this twin's software measured under <see cref="Label"/>.</param>
    /// <param name="started">Time stamp of the row.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The guest was measured without the software.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public (RunRow Row, IReadOnlyList<RoundRow> Rounds) Simulate(
        GuestProfile profile, DateTimeOffset started, CancellationToken cancellation)
    {
        ParameterFile file = ParameterFile.Read(ModelFolder.BesideProgram.FindHost(_hostName));
        ParameterSet parameters = _changes.Aggregate(file.Parameters, static (set, change) => set.With(change.Key, change.Value));
        HostModel host = HostModel.From(file.Name, parameters);
        ParameterFile scenario = MeasuredModel.Scenario(OnlyMine(profile), Run.Catalog.SimulatedForms);
        GuestModel guest = GuestModel.From(scenario.Name, scenario.Parameters, profile.Pages * Page.SizeBytes);
        Combination combination = Combination with { LinkGbps = host.Network.Gbps };
        MigrationSetup setup = SimulationPlan.SetupOf(Run, combination);
        SimulationResult result = SimulatedMigration.Run(host, guest, setup, cancellation);
        RunRow row = result.ToRow(combination.NewRow(1, started), setup.Seed);
        return (row, result.Figures.ToRounds(row.RunId));
    }

    private GuestProfile OnlyMine(GuestProfile profile) => profile with { Classes = [.. profile.Classes.Select(OnlyMine)] };

    private MeasuredClass OnlyMine(MeasuredClass pages) => pages with
    {
        Codecs = [.. pages.Codecs.Where(codec => codec.Key == Label).Select(codec => codec with { Key = Software.Key })],
    };
}
