using System.CommandLine;
using System.Text;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Results;
using MultifdBench.Simulation.Sweeps;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary><c>--sweep</c>: a grid of migrations.</summary>
/// <param name="options">The migration, its host and guest.</param>
/// <param name="looks">Colours of methods in charts.</param>
internal sealed class SweepJob(SimulateOptions options, MethodLooks looks) : SimulateJob
{
    private const string SweepFile = "sweep.csv";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [options.Sweep];

    /// <inheritdoc/>
    public override bool IsAsked(ParseResult parsed) => parsed.GetValue(options.Sweep) is { Length: > 0 };

    /// <inheritdoc/>
    public override Func<CancellationToken, int> Validate(ParseResult parsed, ConsoleSession session)
    {
        IReadOnlyList<SweepAxis> axes = options.ReadAxes(parsed);
        SimulationRequest request = options.Read(parsed, axes);
        IReadOnlyList<SimulationPoint> points = SimulationPoint.All(request, axes);
        return cancellation => Run(request, axes, points, parsed, session, cancellation);
    }

    private int Run(
        SimulationRequest request,
        IReadOnlyList<SweepAxis> axes,
        IReadOnlyList<SimulationPoint> points,
        ParseResult parsed,
        ConsoleSession session,
        CancellationToken cancellation)
    {
        using ResultSetWriter results = SimulatedFolder.Open(request, parsed.GetValue(options.Out), session);
        IReadOnlyList<SimulatedRun> runs = SimulatedFolder.Fill(results, points, session, cancellation);
        bool isWhole = runs.Count == points.Count;
        bool isJson = parsed.GetValue(options.Json);
        if (runs.Count > 0) Print(request, axes, runs, results.Folder, isJson, session);
        // What overtakes what is told from a whole grid only.
        if (!isWhole) return ExitCodes.Interrupted;
        SweepReport report = new(request, axes, runs, looks);
        if (!isJson)
        {
            foreach (string sentence in report.CrossOvers()) session.Output.WriteLine(sentence);
        }

        foreach (string path in report.WriteCharts(results.Folder)) session.Note(RepositoryFolders.Display(path));
        return ExitCodes.Done;
    }

    private static void Print(
        SimulationRequest request,
        IReadOnlyList<SweepAxis> axes,
        IReadOnlyList<SimulatedRun> runs,
        string folder,
        bool isJson,
        ConsoleSession session)
    {
        Storage.Replace(Path.Combine(folder, SweepFile), Encoding.UTF8.GetBytes(SimulateText.Csv(runs)));
        if (isJson) session.Output.WriteLine(JsonText.Of(runs.Select(run => run.Row)));
        else SimulateText.WriteTable(request, axes, runs, session.Output);
    }
}
