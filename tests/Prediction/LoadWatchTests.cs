using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Prediction.Validation;
using MultifdBench.Results;
using MultifdBench.Tests.Measurement;
using MultifdBench.Tests.Measurement.Machine;

namespace MultifdBench.Tests.Prediction;

/// <summary>That a busy neighbour is noticed, and a quiet machine counts as one.</summary>
public sealed class LoadWatchTests
{
    private static readonly MatrixProgress Progress = new(0, 1, null);

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.19, true)]
    [InlineData(0.21, false)]
    [InlineData(1, false)]
    public void ARunIsQuietAsLongAsOthersLeaveTheCoresAlone_AndTheOtherObserverHearsOfIt(double busyCores, bool isQuiet)
    {
        FakeLoad machine = new();
        Recorder inner = new();
        LoadWatch watch = new(inner, TestContext.Current.CancellationToken, machine);
        PlannedRun run = Plans.Of(ValidationProfile.Local(BuiltIn.Methods)).Runs[0];
        RunRow row = run.Combination.NewRow(1, DateTimeOffset.UnixEpoch);
        Assert.True(watch.IsQuiet(row));
        watch.RunStarts(run, 1, Progress);
        machine.BusyCores = busyCores;
        machine.Pass(TimeSpan.FromSeconds(1));
        watch.RunEnded(run, row, Progress);
        Assert.Equal(isQuiet, watch.IsQuiet(row));
        watch.WarmingUp(run, Progress);
        watch.PreparingGuest(run.Guest, Progress);
        Assert.Equal(["start", "end", "warm", "prepare"], inner.Heard);
    }

    [Fact]
    public void WhatOthersDidBeforeTheRun_IsNotTheRuns()
    {
        FakeLoad machine = new() { BusyCores = 1 };
        LoadWatch watch = new(new Recorder(), TestContext.Current.CancellationToken, machine);
        PlannedRun run = Plans.Of(ValidationProfile.Local(BuiltIn.Methods)).Runs[0];
        RunRow row = run.Combination.NewRow(1, DateTimeOffset.UnixEpoch);
        machine.Pass(TimeSpan.FromSeconds(5));
        watch.RunStarts(run, 1, Progress);
        machine.BusyCores = 0;
        machine.Pass(TimeSpan.FromSeconds(1));
        watch.RunEnded(run, row, Progress);
        Assert.True(watch.IsQuiet(row));
    }

    private sealed class Recorder : IMatrixObserver
    {
        public List<string> Heard { get; } = [];

        public void PreparingGuest(GuestKey guest, MatrixProgress progress) => Heard.Add("prepare");

        public void WarmingUp(PlannedRun run, MatrixProgress progress) => Heard.Add("warm");

        public void RunStarts(PlannedRun run, int repetition, MatrixProgress progress) => Heard.Add("start");

        public void RunEnded(PlannedRun run, RunRow row, MatrixProgress progress) => Heard.Add("end");
    }
}
