using MultifdBench.Guest;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Results;
using MultifdBench.Tests.Multifd;

namespace MultifdBench.Tests.Measurement;

/// <summary>Small matrices of small guests.</summary>
internal static class Plans
{
    public static readonly MatrixProfile Tiny = new()
    {
        Name = "tiny",
        Memory = ["1MiB"],
        Workloads = ["a", "b"],
        Methods = [new() { Method = "none" }, new MethodChoice { Method = "zlib" }.With("level", "1")],
        Channels = [1, 2],
        Repetitions = 2,
        WarmUp = 0,
    };

    /// <summary>A plan with the methods that come with the program.</summary>
    public static MatrixPlan Of(MatrixProfile profile) => MatrixPlan.Create(profile, BuiltIn.Methods);

    /// <summary>A guest for any name; one called <c>broken</c> cannot be set up.</summary>
    public static IWorkload Guest(GuestKey key) => key.Workload == "broken"
        ? throw new Core.UsageException("--workload broken: it is broken.")
        : new ScribblingGuest(pages: 200, threads: 0, seed: (ulong)key.Workload[0]);

    public static string[] Ids(MatrixPlan plan) => [.. plan.Runs.Select(run => run.Combination.Id)];

    public static MatrixOutcome Run(MatrixPlan plan, ResultSetWriter results, IMatrixObserver? observer = null,
        CancellationTokenSource? cancel = null) =>
        new MatrixRunner(plan, results, Guest, observer ?? new Observer(), TimeProvider.System)
            .Run(cancel?.Token ?? TestContext.Current.CancellationToken);
}

/// <summary>Writes down what a matrix says; may be told to do something when a run has ended.</summary>
internal sealed class Observer(Action<RunRow, MatrixProgress>? onEnd = null) : IMatrixObserver
{
    public List<string> Events { get; } = [];

    public List<RunRow> Rows { get; } = [];

    public MatrixProgress? Last { get; private set; }

    public void PreparingGuest(GuestKey guest, MatrixProgress progress) => Events.Add($"guest {guest.Workload}");

    public void WarmingUp(PlannedRun run, MatrixProgress progress) => Events.Add($"warm {run.Label}");

    public void RunStarts(PlannedRun run, int repetition, MatrixProgress progress) => Events.Add($"run {run.Label} #{repetition}");

    public void RunEnded(PlannedRun run, RunRow row, MatrixProgress progress)
    {
        Rows.Add(row);
        Last = progress;
        onEnd?.Invoke(row, progress);
    }
}
