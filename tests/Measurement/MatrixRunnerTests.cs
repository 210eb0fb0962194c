using MultifdBench.Measurement.Matrix;
using MultifdBench.Methods;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Measurement;

/// <summary>A matrix in a results folder: complete, resumable, and not to be brought down by one run.</summary>
public sealed class MatrixRunnerTests
{
    [Fact]
    public void EveryRun_IsAVerifiedRowWithRounds()
    {
        using TemporaryFolder folder = new();
        MatrixPlan plan = Plans.Of(Plans.Tiny);
        Observer observer = new();
        using (ResultSetWriter results = ResultSetWriter.CreateAt(folder["r"]))
        {
            MatrixOutcome outcome = Plans.Run(plan, results, observer);
            results.WriteSummary();
            Assert.False(outcome.AnyFailed);
            Assert.True(outcome.Measuring > TimeSpan.Zero && outcome.Measuring <= outcome.Elapsed);
        }

        ResultSet read = ResultSet.Load(folder["r"]);
        Assert.Empty(read.Warnings);
        Assert.Equal(16, read.Runs.Count);
        Assert.All(read.Runs, run => Assert.Equal((RunOutcome.Completed, true), (run.Outcome, run.Verified)));
        Assert.Equal(plan.Order().Select(item => item.Run.Combination.RunId(item.Repetition)), read.Runs.Select(run => run.RunId));
        Assert.All(read.Runs, run => Assert.Equal(run.Rounds, read.Rounds.Count(round => round.RunId == run.RunId)));
        Assert.Equal((16, 16), (observer.Last!.Done, observer.Last.Total));
        Assert.Equal(["guest a", "guest b"], observer.Events.Where(e => e.StartsWith("guest", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void Resume_RunsOnlyWhatIsMissing()
    {
        using TemporaryFolder folder = new();
        MatrixPlan plan = Plans.Of(Plans.Tiny);
        using CancellationTokenSource cancel = new();
        using (ResultSetWriter results = ResultSetWriter.CreateAt(folder["r"]))
        {
            Observer observer = new((_, progress) =>
            {
                if (progress.Done == 5) cancel.Cancel();
            });
            Assert.ThrowsAny<OperationCanceledException>(() => Plans.Run(plan, results, observer, cancel));
        }

        Assert.Equal(5, ResultSet.Load(folder["r"]).Runs.Count);
        Observer second = new();
        using (ResultSetWriter results = ResultSetWriter.Resume(folder["r"]))
        {
            Assert.Empty(results.Warnings);
            Plans.Run(plan, results, second);
        }

        Assert.Equal(11, second.Rows.Count);
        Assert.Equal(16, second.Last!.Done);
        ResultSet read = ResultSet.Load(folder["r"]);
        Assert.Equal(16, read.Runs.Select(run => run.RunId).Distinct().Count());
        Assert.Equal(16, read.Runs.Count);
        using ResultSetWriter complete = ResultSetWriter.Resume(folder["r"]);
        Assert.Equal(0, Plans.Run(plan, complete).Measuring.Ticks);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void GuestThatCannotBeSetUp_FailsItsOwnRunsOnly(int warmUp)
    {
        using TemporaryFolder folder = new();
        MatrixPlan plan =
            Plans.Of(Plans.Tiny with { Workloads = ["broken", "a"], Channels = [1], Repetitions = 1, WarmUp = warmUp });
        using (ResultSetWriter results = ResultSetWriter.CreateAt(folder["r"])) Assert.True(Plans.Run(plan, results).AnyFailed);
        ResultSet read = ResultSet.Load(folder["r"]);
        Assert.Equal(2,
            read.Runs.Count(run => run is { Workload: "broken", Outcome: RunOutcome.Failed, Reason: "--workload broken: it is broken." }));
        Assert.Equal(2, read.Runs.Count(run => run is { Workload: "a", Outcome: RunOutcome.Completed }));
    }

    [Fact]
    public void WarmUp_IsOneRunPerGuestAndMethod_AndLeavesNoRow()
    {
        using TemporaryFolder folder = new();
        Observer observer = new();
        using ResultSetWriter results = ResultSetWriter.CreateAt(folder["r"]);
        Plans.Run(Plans.Of(Plans.Tiny with { WarmUp = 1, Repetitions = 1 }), results, observer);
        Assert.Equal(4, observer.Events.Count(e => e.StartsWith("warm", StringComparison.Ordinal)));
        Assert.True(observer.Events.FindLastIndex(e => e.StartsWith("warm", StringComparison.Ordinal))
            < observer.Events.FindIndex(e => e.StartsWith("run", StringComparison.Ordinal)));
        Assert.Equal(8, observer.Rows.Count);
    }

    [Fact]
    public void WarmUp_RunsWhateverRunsOtherCode()
    {
        using TemporaryFolder folder = new();
        Observer observer = new();
        using ResultSetWriter results = ResultSetWriter.CreateAt(folder["r"]);
        MethodChoice qpl = new MethodChoice { Method = "qpl" }.With("qpl_path", "software");
        MatrixPlan plan = Plans.Of(Plans.Tiny with
        {
            Workloads = ["a"],
            Methods = [qpl, qpl.With("qpl_huffman", "canned"), qpl.With("streams", "1")],
            ZeroPageDetection = ["legacy", "multifd"],
            MaxBandwidth = ["0", "100G"],
            DowntimeLimitMs = [300, 500],
            Repetitions = 1,
            WarmUp = 1,
        });
        Plans.Run(plan, results, observer);
        string[] warm = [.. observer.Events.Where(e => e.StartsWith("warm", StringComparison.Ordinal))];
        Assert.Equal(48, plan.Runs.Count);
        Assert.Equal(6, warm.Length);
        Assert.All(warm, label => Assert.Contains("/2ch", label, StringComparison.Ordinal));
        Assert.DoesNotContain(warm, label => label.Contains("mbps", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatThisHostCannotRun_IsOneRowThatSaysWhy()
    {
        MatrixPlan plan =
            Plans.Of(Plans.Tiny with
            {
                Workloads = ["a"],
                Channels = [1],
                Methods = [new() { Method = "none" }, new() { Method = "zlib", Accel = "qat" }],
            });
        Assert.SkipWhen(plan.Runs.All(run => run.Availability.IsAvailable), "this machine has a QAT device");
        using TemporaryFolder folder = new();
        for (int session = 0; session < 2; session++)
        {
            using ResultSetWriter results = session == 0 ? ResultSetWriter.CreateAt(folder["r"]) : ResultSetWriter.Resume(folder["r"]);
            Assert.False(Plans.Run(plan, results).AnyFailed);
        }

        RunRow row = Assert.Single(ResultSet.Load(folder["r"]).Runs, run => run.Outcome == RunOutcome.Unavailable);
        Assert.Equal("qat", row.Accel);
        Assert.NotEqual("", row.Reason);
        Assert.Null(row.TotalTimeMs);
    }

    [Fact]
    public void DiskThatRefuses_EndsTheMatrixWithRowsIntact()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/dev/full"), "there is no /dev/full here");
        using TemporaryFolder folder = new();
        using (ResultSetWriter results = ResultSetWriter.CreateAt(folder["r"]))
        {
            // The page sizes' file is opened with the first row that has some: by then it is a disk without room.
            File.CreateSymbolicLink(Path.Combine(folder["r"], ResultSetFiles.PageSizes), "/dev/full");
            ResultsException e = Assert.Throws<ResultsException>(() => Plans.Run(Plans.Of(Plans.Tiny), results));
            Assert.Contains(ResultSetFiles.PageSizes, e.Message, StringComparison.Ordinal);
        }

        File.Delete(Path.Combine(folder["r"], ResultSetFiles.PageSizes));
        using ResultSetWriter resumed = ResultSetWriter.Resume(folder["r"]);
        Plans.Run(Plans.Of(Plans.Tiny), resumed);
        Assert.Equal(16, ResultSet.Load(folder["r"]).Runs.Count);
    }
}
