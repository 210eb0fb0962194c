using System.Globalization;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Cli.Migrations;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Results.Csv;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Sweeps;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>Simulated runs for people, and the CSV of a sweep.</summary>
internal static class SimulateText
{
    private const int BusiestShown = 3;
    private const string Switchover = "migration.switchover_ms";

    private static readonly string[] OfThrottling = ["cpu_throttle_percentage", "guest_ops_share"];
    private static readonly string[] OfDirtyLimit = ["dirty_limit_throttle_time_per_round_us"];

    // What came last was added last: columns are never moved.
    private static readonly string[] Figures =
        ["outcome", "total_time_ms", "downtime_ms", "throughput_mbps", "pages_per_second", "rounds", "ratio", "source_cpu_s",
            "destination_cpu_s", "busiest", "path", "reason", .. OfThrottling, .. OfDirtyLimit];

    /// <summary>
    /// One run as <c>info migrate</c>, what others would differ by where that is known, which parts were busiest, and beside one that is
    /// mostly constants the same guest larger.
    /// </summary>
    public static string Describe(SimulatedRun run, RunInterval? interval, SimulatedRun? larger)
    {
        IEnumerable<string> parts = run.Usage.Take(BusiestShown).Select(part => Text($"{part.Name} {100 * part.Share:0} %"));
        IEnumerable<string> lines =
        [
            InfoMigrate.Describe(run.Row, ""),
            $"model: {run.Row.Model}",
            $"busiest: {string.Join(", ", parts)}",
            .. interval is null ? [] : (string[])[Describe(interval, run.Point.Plan.Guest)],
            .. TimedOut([run]),
            .. ConstantDowntime([run]),
            .. MostlyFixed([run]),
            .. larger is null ? [] : (string[])[Beside(larger)],
            .. FullGuest([run]),
        ];
        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>The interval, and what it comes from.</summary>
    private static string Describe(RunInterval interval, GuestModel guest)
    {
        Parameter spread = guest.Parameters.Find("run.spread")!;
        string most = interval.Completed == RunInterval.Runs
            ? Text($"{interval.HighMs:0} ms")
            : Text($"more than {interval.HighMs:0} ms, {RunInterval.Runs - interval.Completed} of {RunInterval.Runs} do not complete");
        return Text($"runs differ: total time {interval.LowMs:0} ms to {most} in 8 runs of 9 (run.spread {spread.Value}, ")
            + $"{spread.Kind.ToString().ToLowerInvariant()}: {spread.Source})";
    }

    /// <summary>A sweep as a table, and what its figures do not say.</summary>
    /// <param name="request">What is the same in all runs.</param>
    /// <param name="axes">What differs.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="output">Where to write.</param>
    public static void WriteTable(SimulationRequest request, IReadOnlyList<SweepAxis> axes, IReadOnlyList<SimulatedRun> runs,
        TextWriter output)
    {
        string[] same = [request.Scenario.Name, .. IsVaried(axes, "memory") ? (string[])[] : [request.Spec.Memory],
            $"host model {request.Host.Name}", Settings(request, axes)];
        string[] notes =
            [.. TimedOut(runs), .. GivenUp(runs), .. ConstantDowntime(runs), .. MostlyFixed(runs), .. FullGuest(runs)];
        string[] headers = Headers(runs);
        // A reason is said once, below; throttling where there is any.
        bool isThrottled = runs.Any(run => run.Row.ThrottledMs > 0), isLimited = runs.Any(run => run.Row.DirtyLimit == true);
        int[] shown = [.. Enumerable.Range(0, headers.Length)
            .Where(i => headers[i] != "reason" && (isThrottled || !OfThrottling.Contains(headers[i]))
                && (isLimited || !OfDirtyLimit.Contains(headers[i])))];
        PlainTable table = PlainTable.OfFigures(
            "Simulated: " + string.Join(", ", same.Where(part => part.Length > 0)), [.. shown.Select(i => headers[i])],
            [.. runs.Select(run => Cells(run, "0.##", forPeople: true)).Select(cells => shown.Select(i => cells[i]).ToArray())]) with
        {
            Note = string.Join(Environment.NewLine, notes),
        };
        table.Write(output, ConsoleSession.IsTerminal(output));
    }

    /// <summary>Channels and time-out, unless the sweep varies them.</summary>
    public static string Settings(SimulationRequest request, IReadOnlyList<SweepAxis> axes)
    {
        string[] settings =
        [
            .. IsVaried(axes, "multifd-channels")
                ? (string[])[]
                : [request.Spec.Channels == 1 ? "1 channel" : Text($"{request.Spec.Channels} channels")],
            .. IsVaried(axes, "timeout") ? (string[])[] : [Text($"time-out {request.Spec.TimeoutS} s")],
        ];
        return string.Join(", ", settings);
    }

    /// <summary>
    /// A sweep as CSV [RFC4180]: the varied keys, then the figures, columns named as in runs.csv. What timed out has no total time.
    /// </summary>
    public static string Csv(IReadOnlyList<SimulatedRun> runs) =>
        string.Concat(runs.Select(run => Cells(run, "R", forPeople: false)).Prepend(Headers(runs)).Select(CsvLine.Of));

    private static string[] Headers(IReadOnlyList<SimulatedRun> runs) => [.. runs[0].Changes.Select(change => change.Key), .. Figures];

    private static string[] Cells(SimulatedRun run, string format, bool forPeople)
    {
        string Number(double? value) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
        RunRow row = run.Row;
        string total = run.IsCompleted
            ? Number(row.TotalTimeMs)
            : !forPeople ? "" : "> " + Number(run.IsGivenUp ? row.TotalTimeMs : run.LimitMs);
        return
        [
            .. run.Changes.Select(change => change.Value), row.Outcome, total, Number(row.DowntimeMs), Number(row.ThroughputMbps),
            Number(row.PagesPerSecond), Number(row.Rounds), Number(row.Ratio), Number(row.SourceCpuS), Number(row.DestinationCpuS),
            run.Usage[0].Name, row.Path, row.Reason, Number(row.CpuThrottlePercentage), Number(row.GuestOpsShare),
            Number(row.DirtyLimitThrottleTimePerRoundUs),
        ];
    }

    /// <summary>That a limit is no time, why it was met, and what to do.</summary>
    private static string[] TimedOut(IReadOnlyList<SimulatedRun> runs)
    {
        SimulatedRun[] late = [.. runs.Where(run => !run.IsCompleted && !run.IsGivenUp)];
        if (late.Length == 0) return [];
        // What a single run says of itself is above.
        if (runs.Count == 1) return ["It timed out: a bound, not a time. --timeout S raises the limit."];
        string example = $"{string.Join(", ", late[0].Changes)}: {late[0].Row.Notes}";
        return [Text($"{late.Length} of {runs.Count} timed out: a bound, not a time ({example}). --timeout S raises the limit.")];
    }

    /// <summary>What management gave up, and why.</summary>
    private static string[] GivenUp(IReadOnlyList<SimulatedRun> runs)
    {
        SimulatedRun[] given = [.. runs.Where(run => run.IsGivenUp)];
        if (given.Length == 0 || runs.Count == 1) return [];
        string example = $"{string.Join(", ", given[0].Changes)}: {given[0].Row.Reason}";
        return [Text($"{given.Length} of {runs.Count} ended by their policy ({example}).")];
    }

    /// <summary>Which part of the downtimes is no prediction.</summary>
    private static string[] ConstantDowntime(IReadOnlyList<SimulatedRun> runs)
    {
        SimulatedRun[] completed = [.. runs.Where(run => run is { IsCompleted: true, Result.SwitchoverNs: > 0 })];
        if (completed.Length == 0) return [];
        Parameter[] constants = [.. completed.Select(run => run.Point.Plan.Host.Parameters.Find(Switchover)).OfType<Parameter>()
            .DistinctBy(one => one.Value)];
        string values = string.Join(", ", constants.Select(one => Text($"{one.Value:0.##}")));
        int alone = completed.Count(run => run.Result.IsDowntimeConstant);
        string extent = alone == 0 ? "" : completed.Length == 1
            ? ": next to nothing else is in it"
            : Text($": next to nothing else is in {alone} of {completed.Length}");
        return [$"Of the downtime, {values} ms are the host model's constant {Switchover} "
            + $"({constants[0].Kind.ToString().ToLowerInvariant()}), no prediction{extent}."];
    }

    /// <summary>Where set-up and switchover are so much of the total time that it says little of a method.</summary>
    private static string[] MostlyFixed(IReadOnlyList<SimulatedRun> runs)
    {
        SimulatedRun[] most = [.. runs.Where(run => run.IsMostlyFixed)];
        if (most.Length == 0) return [];
        SimulatedRun one = most.MaxBy(run => run.ConstantShare)!;
        string which = runs.Count == 1 ? "" : Text($" in {most.Length} of {runs.Count} runs (in the worst)");
        string remedy = runs.Count == 1 ? "" : " --memory 64GiB shows more.";
        double constantMs = Units.Ms(one.Result.SetupNs + one.Result.SwitchoverNs);
        return [Text($"Set-up and switchover, constants of the host model, are {100 * one.ConstantShare:0} % of the total time{which}: ")
            + Text($"{constantMs:0} ms by which no method differs from another.{remedy}")];
    }

    private static string Beside(SimulatedRun larger) => Text($"The same guest of {Units.FormatSize(larger.Row.MemoryMib * Units.MiB)}: ")
        + (larger.IsCompleted
            ? Text($"total time {larger.Row.TotalTimeMs:0} ms, downtime {larger.Row.DowntimeMs:0} ms, {larger.Row.ThroughputMbps:0} mbps.")
            : Text($"it does not converge within {larger.LimitMs / 1e3:0} s."));

    /// <summary>A guest that is smaller than its scenario's content has no zero pages, which its name does not say.</summary>
    private static string[] FullGuest(IReadOnlyList<SimulatedRun> runs)
    {
        GuestModel[] cut = [.. runs.Select(run => run.Point.Plan.Guest).Where(guest => guest.ContentPages > guest.Pages)
            .DistinctBy(guest => guest.Pages)];
        return
        [
            .. cut.Select(guest => Text(
                $"The scenario has {Mib(guest.ContentPages):0} MiB of content and the guest {Mib(guest.Pages):0} MiB of memory: all of it "
                    + $"is content, no page is zero. --memory makes it larger.")),
        ];
    }

    private static double Mib(long pages) => (double)pages * Page.SizeBytes / Units.MiB;

    private static bool IsVaried(IReadOnlyList<SweepAxis> axes, string key) => axes.Any(axis => axis.Key == key);
}
