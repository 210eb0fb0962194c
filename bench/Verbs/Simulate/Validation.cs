using System.Text;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Profiles;
using MultifdBench.Measurement.Host;
using MultifdBench.Measurement.Host.Machine;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;
using MultifdBench.Results.Csv;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>
/// The model against this machine: micro-benchmarks first, then the predictions, then the runs that were predicted. Nothing is fitted.
/// </summary>
internal static class Validation
{
    private const string File = "validation.csv";
    private static readonly string[] Headers = ["run", "predicted ms", "measured ms", "error", "predicted MB", "measured MB",
        "busiest (predicted)", "quiet runs"];
    private static readonly string[] Columns = ["label", "predicted_ms", "measured_ms", "error", "predicted_wire_bytes",
        "measured_wire_bytes", "busiest", "quiet_runs", "runs"];

    /// <summary>What is predicted: the quick guests, no accelerator, over TCP.</summary>
    public static MatrixProfile Profile { get; } = new()
    {
        Name = "validate",
        Description = "Runs that the simulator has predicted",
        // Of 256 MiB, runs of none take 25 to 50 ms: where the kernel first puts the threads is then a third of them.
        Memory = "1GiB",
        Workloads = ["idle", "redis-ycsb-b"],
        Methods =
        [
            new() { Method = "none" },
            new MethodChoice { Method = "zlib" }.With("level", "1"),
            new MethodChoice { Method = "zstd" }.With("level", "1"),
            new MethodChoice { Method = "qpl" }.With("qpl_path", "software"),
        ],
        Channels = [1, 2, 4],
        Transport = ["tcp"],
        Repetitions = 5,
        Simulated = false,
    };

    /// <summary>
    /// What is predicted over a link, where runs take longer and the kernel has time to place its threads: smaller guests, fewer
    /// repetitions.
    /// </summary>
    public static MatrixProfile OverLink { get; } = Profile with { Name = "validate-link", Memory = "256MiB", Repetitions = 3 };

    /// <summary>Measures, predicts, runs and compares.</summary>
    /// <param name="profile">The runs; over a link, its destination is the link's.</param>
    /// <param name="folder">Results folder; null for a new one.</param>
    /// <param name="link">The way to a destination in another process; null for this one over the loopback interface.</param>
    /// <param name="methods">What can be run.</param>
    /// <param name="session">Where to print.</param>
    /// <param name="cancellation">Ends it.</param>
    public static int Run(MatrixProfile profile, string? folder, ValidationLink? link, MethodCatalog methods, ConsoleSession session,
        CancellationToken cancellation)
    {
        MatrixPlan plan = MatrixPlan.Create(profile, methods);
        HostFacts facts = HostFacts.Read(session.CommandLine) with { Destination = link?.Facts };
        (string hostJson, string profileYaml) = (JsonText.Of(facts), ProfileFile.ToYaml(profile));
        using ResultSetWriter results = folder is not null
            ? ResultSetWriter.CreateAt(folder, hostJson, profileYaml)
            : ResultSetWriter.Create(session.Folders.Results, facts.HostName, profile.Name, session.Time.GetUtcNow(),
                hostJson, profileYaml);
        if (link is not null) session.Output.WriteLine(link);
        session.Note("Measuring the engine and the guests ...");
        OtherLoad whileMeasuring = OtherLoad.Start();
        OwnMachine machine = OwnMachine.Measure(plan.Runs.Select(run => run.Parameters.Channels), cancellation);
        session.Note(machine.ToString());
        foreach (GuestKey guest in plan.Runs.Select(run => run.Guest).Distinct()) machine.Add(guest, methods, cancellation);
        string loads = Describe(whileMeasuring, "while the machine was measured");
        machine.Write(results.Folder);
        PlannedRun[] runs = [.. plan.Runs.Where(run => run.Availability.IsAvailable)];
        List<(PlannedRun Run, RunRow Row, string Busiest)> predictions = [];
        foreach (PlannedRun run in runs)
        {
            (RunRow row, IReadOnlyList<RoundRow> rounds, string busiest) =
                machine.Predict(run, link, session.Time.GetUtcNow(), cancellation);
            results.Append(row, rounds);
            predictions.Add((run, row, busiest));
        }

        LoadWatch watch = new(new ConsoleObserver(session), cancellation);
        OtherLoad whileRunning = OtherLoad.Start();
        MatrixOutcome outcome;
        try
        {
            outcome = new MatrixRunner(plan, results, Workload.Create, watch, session.Time, link?.Remote).Run(cancellation);
        }
        catch (ConnectionException e) when (link is not null)
        {
            results.WriteSummary();
            session.Note($"The destination is gone: {e.Message}. What was predicted and measured is in "
                + $"{RepositoryFolders.Display(results.Folder)}.");
            return ExitCodes.CannotDecide;
        }

        results.WriteSummary();
        loads =
            $"Others used {loads}, "
                + $"{Describe(whileRunning, "while the runs ran")}"
                + $"{(link is { SharesCores: true } ? " (the destination is one of them)" : "")}.";
        // A destination on this machine is among the others: what else there was is not told from it.
        Report(predictions, results.ReadRuns(), link is { SharesCores: true } ? null : watch.IsQuiet, results.Folder, session);
        session.Output.WriteLine(loads);
        session.Note($"Results: {RepositoryFolders.Display(results.Folder)}");
        return outcome.AnyFailed ? ExitCodes.CheckFailed : ExitCodes.Done;
    }

    private static void Report(List<(PlannedRun Run, RunRow Row, string Busiest)> predictions, IReadOnlyList<RunRow> measured,
        Func<RunRow, bool>? isQuiet, string folder, ConsoleSession session)
    {
        List<Line> lines = [];
        foreach ((PlannedRun run, RunRow predicted, string busiest) in predictions)
        {
            string prefix = run.Combination.Id + "#";
            RunRow[] own = [.. measured.Where(
                row => row.RunId.StartsWith(prefix, StringComparison.Ordinal) && row.Outcome == RunOutcome.Completed)];
            // A time-out is a bound, not a time: there is no error to tell.
            if (predicted.Outcome != RunOutcome.Completed)
                session.Note($"{run.Label}: the prediction timed out ({predicted.Reason}), so it has no error.");
            if (own.Length == 0 || predicted.Outcome != RunOutcome.Completed) continue;
            RunRow[] quiet = isQuiet is null ? [] : [.. own.Where(isQuiet)], used = quiet.Length > 0 ? quiet : own;
            lines.Add(new Line(
                run.Label, predicted.TotalTimeMs!.Value, Median(used, row => row.TotalTimeMs), predicted.WireBytes ?? 0,
                Median(used, row => row.WireBytes), busiest, isQuiet is null ? null : quiet.Length, own.Length));
        }

        string csv = string.Concat(lines.Select(line => line.Csv).Prepend(Columns).Select(CsvLine.Of));
        Storage.Replace(Path.Combine(folder, File), Encoding.UTF8.GetBytes(csv));
        string which = isQuiet is null ? "completed runs" : "the completed runs that others left alone; of all where there is none";
        string summary = Summary("all", lines);
        if (isQuiet is not null)
            summary += Environment.NewLine + Summary("those with a quiet run", [.. lines.Where(line => line.QuietRuns > 0)]);
        TextTable.Write(session.Output, $"Total time: predicted | measured (median of {which})", Headers,
            lines.Select(line => line.Cells), summary);
    }

    private static string Describe(OtherLoad load, string when) =>
        load.Cores() is { } cores ? Text($"{cores:0.00} cores {when}") : $"an unknown share of the cores {when}";

    private static string Summary(string which, List<Line> lines)
    {
        if (lines.Count == 0) return $"|error| of total time over {which}: there is none to compare.";
        double[] errors = [.. lines.Select(line => Math.Abs(line.Error)).Order()];
        return Text($"|error| of total time over {which}, {errors.Length} rows: median {100 * Core.Median.OfSorted(errors):0.0} %, worst "
            + $"{100 * errors[^1]:0.0} %");
    }

    private static double Median(RunRow[] rows, Func<RunRow, double?> figure) =>
        Results.Statistics.Estimate.Of([.. rows.Select(figure)]).Median ?? 0;

    private sealed record Line(string Label, double PredictedMs, double MeasuredMs, double PredictedBytes, double MeasuredBytes,
        string Busiest, int? QuietRuns, int Runs)
    {
        public double Error => PredictedMs / MeasuredMs - 1;

        private string Quiet => QuietRuns is { } runs ? Text($"{runs}") : "unknown";

        public string[] Cells =>
            [Label, Text($"{PredictedMs:0.0}"), Text($"{MeasuredMs:0.0}"), Text($"{Math.Round(100 * Error, 1):+0.0;-0.0;0.0} %"),
                Text($"{PredictedBytes / 1e6:0.0}"), Text($"{MeasuredBytes / 1e6:0.0}"), Busiest, Text($"{Quiet} of {Runs}")];

        public string[] Csv => [Label, Text($"{PredictedMs:R}"), Text($"{MeasuredMs:R}"), Text($"{Error:R}"), Text($"{PredictedBytes:R}"),
            Text($"{MeasuredBytes:R}"), Busiest, Quiet, Text($"{Runs}")];
    }
}
