using System.Globalization;
using System.Text;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Profiles;
using MultifdBench.Bench.Verbs.Matrix;
using MultifdBench.Measurement.Host;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>
/// The model against this machine: micro-benchmarks first, then the predictions, then the runs that were predicted. Nothing is fitted.
/// </summary>
internal static class Validation
{
    private const string File = "validation.csv";
    private static readonly string[] Headers = ["run", "predicted ms", "measured ms", "error", "predicted MB", "measured MB", "busiest (predicted)"];
    private static readonly string[] Columns = ["label", "predicted_ms", "measured_ms", "error", "predicted_wire_bytes", "measured_wire_bytes", "busiest"];

    /// <summary>What is predicted: the quick guests, no accelerator, over TCP.</summary>
    public static MatrixProfile Profile { get; } = new()
    {
        Name = "validate",
        Description = "Runs that the simulator has predicted",
        Workloads = ["idle", "redis-ycsb-b"],
        Methods = [new() { Method = "none" }, new() { Method = "zlib", Level = 1 }, new() { Method = "zstd", Level = 1 }, new() { Method = "qpl", QplPath = "software" }],
        Channels = [1, 2, 4],
        Transport = ["tcp"],
        Repetitions = 5,
        Simulated = false,
    };

    /// <summary>Measures, predicts, runs and compares.</summary>
    /// <param name="profile">The runs.</param>
    /// <param name="folder">Results folder; null for a new one.</param>
    /// <param name="session">Where to print.</param>
    /// <param name="cancellation">Ends it.</param>
    public static int Run(MatrixProfile profile, string? folder, ConsoleSession session, CancellationToken cancellation)
    {
        MatrixPlan plan = MatrixPlan.Create(profile);
        HostFacts facts = HostFacts.Read(session.CommandLine);
        using ResultSetWriter results = folder is not null
            ? ResultSetWriter.CreateAt(folder)
            : ResultSetWriter.Create(session.Folders.Results, facts.HostName, profile.Name, session.Time.GetUtcNow());
        results.WriteHost(JsonText.Of(facts));
        results.WriteProfile(ProfileFile.ToYaml(profile));
        session.Note("Measuring the engine and the guests ...");
        OwnMachine machine = OwnMachine.Measure(cancellation);
        session.Note(machine.ToString());
        foreach (GuestKey guest in plan.Runs.Select(run => run.Guest).Distinct()) machine.Add(guest, cancellation);
        machine.Write(results.Folder);
        PlannedRun[] runs = [.. plan.Runs.Where(run => run.Availability.IsAvailable)];
        List<(PlannedRun Run, RunRow Row, string Busiest)> predictions = [];
        foreach (PlannedRun run in runs)
        {
            (RunRow row, IReadOnlyList<RoundRow> rounds, string busiest) = machine.Predict(run, session.Time.GetUtcNow(), cancellation);
            results.Append(row, rounds);
            predictions.Add((run, row, busiest));
        }

        MatrixOutcome outcome = new MatrixRunner(plan, results, Workload.Create, new ConsoleObserver(session), session.Time).Run(cancellation);
        results.WriteSummary();
        Report(predictions, results.ReadRuns(), results.Folder, session);
        session.Note($"Results: {RepositoryFolders.Display(results.Folder)}");
        return outcome.AnyFailed ? ExitCodes.CheckFailed : ExitCodes.Done;
    }

    private static void Report(List<(PlannedRun Run, RunRow Row, string Busiest)> predictions, IReadOnlyList<RunRow> measured, string folder, ConsoleSession session)
    {
        List<Line> lines = [];
        foreach ((PlannedRun run, RunRow predicted, string busiest) in predictions)
        {
            string prefix = run.Combination.Id + "#";
            RunRow[] own = [.. measured.Where(row => row.RunId.StartsWith(prefix, StringComparison.Ordinal) && row.Outcome == RunOutcome.Completed)];
            if (own.Length > 0) lines.Add(new Line(run.Label, predicted.TotalTimeMs!.Value, Median(own, row => row.TotalTimeMs), predicted.WireBytes ?? 0, Median(own, row => row.WireBytes), busiest));
        }

        string csv = string.Concat(lines.Select(line => line.Csv).Prepend(Columns).Select(cells => string.Join(',', cells) + "\r\n"));
        Storage.Replace(Path.Combine(folder, File), Encoding.UTF8.GetBytes(csv));
        TextTable.Write(session.Output, "Total time: predicted | measured (median of completed runs)", Headers, lines.Select(line => line.Cells), Summary(lines));
    }

    private static string Summary(List<Line> lines)
    {
        if (lines.Count == 0) return "No run completed: there is nothing to compare.";
        double[] errors = [.. lines.Select(line => Math.Abs(line.Error)).Order()];
        double median = (errors[(errors.Length - 1) / 2] + errors[errors.Length / 2]) / 2;
        return string.Create(CultureInfo.InvariantCulture, $"|error| of total time over {errors.Length} rows: median {100 * median:0.0} %, worst {100 * errors[^1]:0.0} %");
    }

    private static double Median(RunRow[] rows, Func<RunRow, double?> figure) => Results.Statistics.Estimate.Of([.. rows.Select(figure)]).Median ?? 0;

    private sealed record Line(string Label, double PredictedMs, double MeasuredMs, double PredictedBytes, double MeasuredBytes, string Busiest)
    {
        public double Error => PredictedMs / MeasuredMs - 1;

        public string[] Cells =>
            [Label, Text($"{PredictedMs:0.0}"), Text($"{MeasuredMs:0.0}"), Text($"{Math.Round(100 * Error, 1):+0.0;-0.0;0.0} %"), Text($"{PredictedBytes / 1e6:0.0}"), Text($"{MeasuredBytes / 1e6:0.0}"), Busiest];

        public string[] Csv => [Label, Text($"{PredictedMs:R}"), Text($"{MeasuredMs:R}"), Text($"{Error:R}"), Text($"{PredictedBytes:R}"), Text($"{MeasuredBytes:R}"), Busiest];

        private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
