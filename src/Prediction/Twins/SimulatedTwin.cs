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
/// A combination as the model of a published host runs it: the guest measured here and scaled, its pages compressed here in software,
/// everything else that host's. On the accelerator that this host does not have, or in software beside one that is. Immutable, thread-safe.
/// </summary>
internal sealed class SimulatedTwin
{
    private readonly long? _memoryBytes;
    private readonly double _linkGbps;

    private SimulatedTwin(PlannedRun run, SimulatedPlace place, string host, SoftwareCodec? software, long? memoryBytes, double linkGbps)
    {
        _memoryBytes = memoryBytes;
        _linkGbps = linkGbps;
        Run = run;
        Host = host;
        Software = software;
        Combination = run.Combination with
        {
            Source = RunSource.Simulated,
            MemoryMib = memoryBytes / (double)Units.MiB ?? run.Combination.MemoryMib,
            Accel = place.Accel,
            Path = place.Path,
            Transport = "tcp",
            Library = "",
            Model = Text($"{host} {NetworkModel.BandwidthKey}={linkGbps}"),
            LinkGbps = linkGbps,
        };
    }

    /// <summary>The planned combination.</summary>
    public PlannedRun Run { get; }

    /// <summary>The host model.</summary>
    public string Host { get; }

    /// <summary>The software that is at work, or whose streams the device would make; null for pages as they are.</summary>
    public SoftwareCodec? Software { get; }

    /// <summary>What the twin is called in the results.</summary>
    public Combination Combination { get; }

    /// <summary>Unique among the codecs that are measured on one guest.</summary>
    public string Label => $"{Combination.Method}/{Software?.Key}/{Combination.Streams}/{Combination.Huffman}";

    /// <summary>
    /// The twin of a run on the accelerator; null for one that uses none, was asked for in software, or has its accelerator here.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="memoryBytes">Memory of the guest; null for the run's.</param>
    /// <param name="linkGbps">Rate of the link, decimal Gbit/s.</param>
    public static SimulatedTwin? Of(PlannedRun run, long? memoryBytes, double linkGbps)
    {
        bool isHere = run.Availability.IsAvailable && run.Combination.Path == SimulatedPlace.Hardware;
        IMethodDefinition method = run.Definition;
        if (isHere || method.StandInFor(run.Method) is not { } software) return null;
        if (SimulatedPlace.OnDevice(method, run.Method.Accelerator) is not { } place) return null;
        Accelerator? device = run.Catalog.Devices.FirstOrDefault(known => known.ModelPart == place.Form.Device);
        return device?.PublishedHost is { } host ? new SimulatedTwin(run, place, host, software, memoryBytes, linkGbps) : null;
    }

    /// <summary>
    /// The same run in software on a host that has accelerators, which they are to be compared with; null for one that would use a device,
    /// or cannot run here, where its software is measured.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="host">The host model.</param>
    /// <param name="memoryBytes">Memory of the guest; null for the run's.</param>
    /// <param name="linkGbps">Rate of the link, decimal Gbit/s.</param>
    public static SimulatedTwin? InSoftware(PlannedRun run, string host, long? memoryBytes, double linkGbps)
    {
        Combination here = run.Combination;
        // A model has no costs of sends without a copy, nor of what it takes to make a dictionary.
        if (!run.Availability.IsAvailable || here.Path != SimulatedPlace.Software) return null;
        if (run.Parameters.ZeroCopySend || here.DictionaryKib is not null) return null;
        if (run.Definition.StandInFor(run.Method) is not null) return null;
        SimulatedForm? form = run.Definition.SimulatedForms.FirstOrDefault(form => form.IsFor(here.Accel, here.Path));
        if (form is null or { IsDevice: true }) return null;
        string? codec = SimulatedMethods.Of(
            run.Catalog.SimulatedForms, here.Method, here.Accel, here.Path, here.Huffman, here.Level, here.Streams).Codec;
        SoftwareCodec? software = codec is null ? null : new SoftwareCodec(codec, run.Method);
        return new SimulatedTwin(run, new SimulatedPlace(here.Accel, form), host, software, memoryBytes, linkGbps);
    }

    /// <summary>Simulates it.</summary>
    /// <param name="measured">The guest, with this twin's software measured under <see cref="Label"/>.</param>
    /// <param name="started">Time stamp of the row.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The guest was measured without the software.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public (RunRow Row, IReadOnlyList<RoundRow> Rounds) Simulate(
        GuestProfile measured, DateTimeOffset started, CancellationToken cancellation)
    {
        GuestProfile profile = _memoryBytes is { } bytes ? measured.ScaledTo(bytes / Page.SizeBytes) : measured;
        ParameterFile file = ParameterFile.Read(ModelFolder.BesideProgram.FindHost(Host));
        HostModel host = HostModel.From(file.Name, file.Parameters.With(NetworkModel.BandwidthKey, _linkGbps));
        ParameterFile scenario = MeasuredModel.Scenario(OnlyMine(profile), Run.Catalog.SimulatedForms);
        GuestModel guest = GuestModel.From(scenario.Name, scenario.Parameters, profile.Pages * Page.SizeBytes);
        MigrationSetup setup = SimulationPlan.SetupOf(Run, Combination) with { SkipsSteadyParts = true };
        if (_memoryBytes is { } scaled)
        {
            // The profile's time limit is for the guest that is measured, and says nothing of one that is hundreds of times as large.
            long timeoutNs = Math.Max(setup.Precopy.TimeoutNs, SimulatedPatience.Seconds(scaled, _linkGbps) * (long)Units.NsPerSecond);
            setup = setup with { Precopy = setup.Precopy with { TimeoutNs = timeoutNs } };
        }

        SimulationResult result = SimulatedMigration.Run(host, guest, setup, cancellation);
        RunRow row = result.ToRow(Combination.NewRow(1, started), setup.Seed);
        return (row, result.Figures.ToRounds(row.RunId));
    }

    private GuestProfile OnlyMine(GuestProfile profile) =>
        profile with { Classes = [.. profile.Classes.Select(pages => pages.WithCodecs(OnlyMine))] };

    private IReadOnlyList<CodecFigures> OnlyMine(IReadOnlyList<CodecFigures> codecs) =>
        [.. codecs.Where(codec => codec.Key == Label).Select(codec => codec with { Key = Software!.Key })];
}
