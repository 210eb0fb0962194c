using MultifdBench.Bench.Verbs.Simulate;
using MultifdBench.Core;
using MultifdBench.Deflate;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Methods.Qpl;
using MultifdBench.Methods.Zlib;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Bench.Verbs.Matrix;

/// <summary>
/// A combination on the accelerator that this host has not, as the model of a published host runs it: the guest measured here, its pages
/// compressed here in software to the same kind of stream, everything else that host's.
/// </summary>
/// <param name="Run">The planned combination.</param>
/// <param name="HostModel">The host file.</param>
/// <param name="Software">The software whose streams the device would make.</param>
internal sealed record SimulatedTwin(PlannedRun Run, string HostModel, CodecToMeasure Software)
{
    private const string IaaHost = "spr-v4";
    private const string QatHost = "spr-qat";

    // Transport memory is that nothing but engine and method costs time: the model's network is then out of the way too.
    private static readonly (string Key, double Value)[] NoNetwork = [("network.bandwidth_gbps", 10_000), ("network.latency_us", 0)];

    /// <summary>Unique among the codecs that are measured on one guest.</summary>
    public string Label =>
        $"{Run.Method.Method}/{Software.Key}/{Run.Method.Get(QplOptions.Streams)}/{Run.Method.Options.TextOf(QplOptions.Huffman)}";

    private bool IsQat => HostModel == QatHost;

    /// <summary>What the twin is called in the results.</summary>
    public Combination Combination => Run.Combination with
    {
        Source = RunSource.Simulated,
        Accel = IsQat ? "qat" : "qpl",
        Path = "hardware",
        Library = "",
        Model = string.Join(' ', Changes.Select(change => Invariant.Text($"{change.Key}={change.Value}")).Prepend(HostModel)),
    };

    private (string Key, double Value)[] Changes => Run.Combination.Transport == "memory" ? NoNetwork : [];

    /// <summary>
    /// The twin of a run; null for a run that uses no accelerator, was asked for in software, or has its accelerator here.
    /// </summary>
    public static SimulatedTwin? Of(PlannedRun run)
    {
        MethodRequest asked = run.Method;
        bool isHere = run.Availability.IsAvailable && run.Combination.Path == "hardware";
        if (isHere || asked.Get(QplOptions.Path) == QplPath.Software) return null;
        string level = run.Combination.Level is { } number and not 1 ? Invariant.Text($"-{number}") : "";
        string huffman = asked.Get(QplOptions.Huffman) == DeflateMode.Fixed ? "" : "-" + asked.Options.TextOf(QplOptions.Huffman);
        MethodRequest inSoftware = asked.With(QplOptions.Path, QplPath.Software);
        return (asked.Method, asked.Accelerator) switch
        {
            ("qpl", _) => new SimulatedTwin(run, IaaHost, new CodecToMeasure("qpl" + huffman, inSoftware)),
            ("zlib", Accelerator.Qpl) =>
                new SimulatedTwin(run, IaaHost, new CodecToMeasure("zlib-stream", inSoftware)),
            ("zlib", Accelerator.Qat) or ("qatzip", _) => new SimulatedTwin(
                run, QatHost,
                new CodecToMeasure("zlib" + level, new MethodRequest("zlib").With(ZlibOptions.Level, run.Combination.Level ?? 1))),
            _ => null,
        };
    }

    /// <summary>Simulates it.</summary>
    /// <param name="profile">The guest, with this twin's software measured under <see cref="Label"/>.</param>
    /// <param name="started">Time stamp of the row.</param>
    /// <param name="cancellation">Ends it.</param>
    public (RunRow Row, IReadOnlyList<RoundRow> Rounds) Simulate(GuestProfile profile, DateTimeOffset started,
        CancellationToken cancellation)
    {
        ParameterFile file = ParameterFile.Read(ModelFolder.BesideProgram.FindHost(HostModel));
        HostModel host = Simulation.Hosts.HostModel.From(file.Name,
            Changes.Aggregate(file.Parameters, static (set, change) => set.With(change.Key, change.Value)));
        ParameterFile scenario = MeasuredModel.Scenario(OnlyMine(profile));
        GuestModel guest = GuestModel.From(scenario.Name, scenario.Parameters, profile.Pages * Guest.Page.SizeBytes);
        Combination combination = Combination;
        MigrationSetup setup = SimulationPlan.SetupOf(Run, combination);
        SimulationResult result = SimulatedMigration.Run(host, guest, setup, cancellation);
        RunRow row = result.ToRow(combination.NewRow(1, started), setup.Seed);
        return (row, result.Figures.ToRounds(row.RunId));
    }

    private GuestProfile OnlyMine(GuestProfile profile) => profile with
    {
        Classes = [.. profile.Classes.Select(
            pages => pages with
            {
                Codecs = [.. pages.Codecs.Where(codec => codec.Key == Label).Select(codec => codec with { Key = Software.Key })],
            })],
    };
}
