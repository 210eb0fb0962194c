using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;

namespace MultifdBench.Tests.Measurement;

/// <summary>What a matrix will take, before and while it runs. Times depend on the machine; how they hang together does not.</summary>
public sealed class MatrixCostsTests
{
    private static readonly MatrixPlan Plan = Plans.Of(Plans.Tiny);

    [Fact]
    public void Guesses_GrowWithTheGuestAndWithALimit()
    {
        MatrixProfile profile =
            Plans.Tiny with { Memory = ["1MiB", "1GiB"], Methods = [new() { Method = "zlib" }], Channels = [2] };
        MatrixCosts costs = Measure(Plans.Of(profile));
        PlannedRun[] runs = [.. Plans.Of(profile).Runs.Where(run => run.Guest.Workload == "a")];
        Assert.True(costs.OfRun(runs[1]) > 10 * costs.OfRun(runs[0]));
        Assert.True(costs.OfFilling(runs[1]) > 10 * costs.OfFilling(runs[0]));
        PlannedRun limited = Plans.Of(profile with { Memory = ["1GiB"], MaxBandwidth = ["1K"], TimeoutS = 7 }).Runs[0];
        // Nothing gets across: it takes the time-out, and what comes before and after it.
        Assert.InRange(costs.OfRun(limited)!.Value, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7) + costs.OfRun(runs[1])!.Value);
    }

    [Fact]
    public void AGuestWithoutASample_HasNoGuess_AndIsCounted()
    {
        MatrixCosts costs = MatrixCosts.Measure(
            Plan, GuestRefill.Copy, key => key.Workload == "a" ? Plans.Guest(key) : null, TestContext.Current.CancellationToken);
        Assert.Equal(Plan.Runs.Select(run => run.Guest.Workload == "a"), Plan.Runs.Select(run => costs.OfRun(run) is not null));
        (TimeSpan time, int unknown) = costs.OfAll(Plan);
        Assert.Equal((true, Plan.Runs.Count / 2), (time > TimeSpan.Zero, unknown));
    }

    [Fact]
    public void WhatHasRun_IsKnown_AndScalesTheGuesses()
    {
        MatrixCosts costs = Measure(Plan);
        RunEstimates estimates = new(costs);
        (PlannedRun first, PlannedRun second) = (Plan.Runs[0], Plan.Runs[1]);
        Assert.Equal(costs.OfRun(first) + costs.OfFilling(second), estimates.Remaining([(first, 1)], [second]));
        estimates.Add(first, 3 * costs.OfRun(first)!.Value);
        Assert.Equal(6 * costs.OfRun(first), estimates.Remaining([(first, 2)], []));
        double expectedMs = 3 * costs.OfRun(second)!.Value.TotalMilliseconds;
        Assert.Equal(expectedMs, estimates.Remaining([(second, 1)], [])!.Value.TotalMilliseconds, 0.01);
    }

    [Fact]
    public void WithoutGuesses_TheFirstRunTells()
    {
        RunEstimates estimates = new();
        Assert.Null(estimates.Remaining([(Plan.Runs[0], 1)], []));
        estimates.Add(Plan.Runs[0], TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(4), estimates.Remaining([(Plan.Runs[1], 1), (Plan.Runs[0], 1)], [Plan.Runs[1]]));
    }

    [Fact]
    public void TimeIsLeft_FromTheFirstSignOn_UntilTheLast()
    {
        using Results.TemporaryFolder folder = new();
        using MultifdBench.Results.ResultSetWriter results = MultifdBench.Results.ResultSetWriter.CreateAt(folder["r"], "{}", "");
        List<MatrixProgress> heard = [];
        MatrixPlan plan = Plans.Of(Plans.Tiny with { WarmUp = 1 });
        new MatrixRunner(plan, results, Plans.Guest, new Listener(heard), TimeProvider.System, guesses: Measure(plan))
            .Run(TestContext.Current.CancellationToken);
        Assert.All(heard, progress => Assert.NotNull(progress.Remaining));
        Assert.True(heard[0].Remaining > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, heard[^1].Remaining);
        Assert.Equal(plan.Runs.Count, heard.Count(progress => progress.IsLastOfItsKind));
    }

    private static MatrixCosts Measure(MatrixPlan plan) =>
        MatrixCosts.Measure(plan, GuestRefill.Copy, Plans.Guest, TestContext.Current.CancellationToken);

    private sealed class Listener(List<MatrixProgress> heard) : IMatrixObserver
    {
        public void PreparingGuest(GuestKey guest, MatrixProgress progress) => heard.Add(progress);

        public void WarmingUp(PlannedRun run, MatrixProgress progress) => heard.Add(progress);

        public void RunStarts(PlannedRun run, int repetition, MatrixProgress progress) => heard.Add(progress);

        public void RunEnded(PlannedRun run, MultifdBench.Results.RunRow row, MatrixProgress progress) => heard.Add(progress);
    }
}
