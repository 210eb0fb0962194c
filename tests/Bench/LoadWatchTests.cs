using System.Diagnostics;
using MultifdBench.Bench.Verbs.Simulate;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Results;

namespace MultifdBench.Tests.Bench;

/// <summary>That a busy neighbour is noticed. That a quiet machine is quiet is nothing a test could see to.</summary>
public sealed class LoadWatchTests
{
    private static readonly MatrixProgress Progress = new(0, 1, null);

    [Fact]
    public void ARunBesideABusyProcess_IsNotQuiet_AndTheOtherObserverHearsOfIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc/stat is Linux's");
        Recorder inner = new();
        LoadWatch watch = new(inner, TestContext.Current.CancellationToken);
        PlannedRun run = MatrixPlan.Create(Validation.Profile).Runs[0];
        RunRow row = run.Combination.NewRow(1, DateTimeOffset.UnixEpoch);
        Assert.True(watch.IsQuiet(row));
        using Process neighbour = Process.Start("sh", ["-c", "while :; do :; done"]);
        try
        {
            watch.RunStarts(run, 1, Progress);
            Thread.Sleep(500);
            watch.RunEnded(run, row, Progress);
        }
        finally
        {
            neighbour.Kill();
            neighbour.WaitForExit();
        }

        Assert.False(watch.IsQuiet(row));
        watch.WarmingUp(run);
        watch.PreparingGuest(run.Guest);
        Assert.Equal(["start", "end", "warm", "prepare"], inner.Heard);
    }

    private sealed class Recorder : IMatrixObserver
    {
        public List<string> Heard { get; } = [];

        public void PreparingGuest(GuestKey guest) => Heard.Add("prepare");

        public void WarmingUp(PlannedRun run) => Heard.Add("warm");

        public void RunStarts(PlannedRun run, int repetition, MatrixProgress progress) => Heard.Add("start");

        public void RunEnded(PlannedRun run, RunRow row, MatrixProgress progress) => Heard.Add("end");
    }
}
