using MultifdBench.Measurement.Machine.Resources;

namespace MultifdBench.Tests.Measurement.Machine;

public sealed class OtherLoadTests
{
    [Fact]
    public void BusyColumns_LessOurs_AreTheOthers() =>
        // user 100, nice 200, system 300, idle and iowait nobody's, irq 6, softirq 7, steal 8; guest time is in user already.
        Assert.Equal(TimeSpan.FromSeconds(5),
            OtherLoad.Others(["cpu  100 200 300 4000 5000 6 7 8 90 0", "cpu0 1 1 1 1 1 1 1 1 1 1"], TimeSpan.FromSeconds(1.21)));

    [Theory]
    [InlineData("")]
    [InlineData("cpu  1 2 3 4 5 6 7")]
    [InlineData("intr 1 2 3 4 5 6 7 8 9 10")]
    [InlineData("cpu  1 2 x 4 5 6 7 8 9 10")]
    public void AnythingElse_IsUnknown(string line) => Assert.Null(OtherLoad.Others([line], TimeSpan.Zero));

    [Fact]
    public void NoFile_IsUnknown() => Assert.Null(OtherLoad.Others([], TimeSpan.Zero));

    [Fact]
    public void OnLinux_TheMachineSays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc/stat is Linux's");
        Assert.True(OtherLoad.Start().Cores() >= 0);
    }

    [Fact]
    public void Cores_AreWhatOthersUsedMeanwhile()
    {
        FakeLoad machine = new() { BusyCores = 3 };
        machine.Pass(TimeSpan.FromSeconds(5));
        OtherLoad load = OtherLoad.Start(machine);
        Assert.Equal(0, load.Cores());
        machine.Pass(TimeSpan.FromSeconds(1));
        machine.BusyCores = 0;
        machine.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(0.75, load.Cores());
        Assert.Null(OtherLoad.Start(new FakeLoad { IsKnown = false }).Cores());
    }

    [Fact]
    public void Look_TakesASecond()
    {
        FakeLoad machine = new() { BusyCores = 1.5 };
        Assert.Equal(1.5, OtherLoad.Look(CancellationToken.None, machine)!.Value, 9);
        Assert.Equal(TimeSpan.FromSeconds(1), machine.Now);
        Assert.Null(OtherLoad.Look(CancellationToken.None, new FakeLoad { IsKnown = false }));
        Assert.Throws<OperationCanceledException>(() => OtherLoad.Look(new CancellationToken(canceled: true), machine));
    }

    [Fact]
    public void AwaitQuiet_EndsWithTheFirstQuietGlance()
    {
        FakeLoad machine = new() { BusyCores = 0.1 };
        OtherLoad.AwaitQuiet(CancellationToken.None, machine);
        Assert.Equal(TimeSpan.FromSeconds(0.1), machine.Now);
    }

    /// <summary>Each figure of a machine is preceded by such a wait; whoever never finds it quiet must not wait for all of them.</summary>
    [Fact]
    public void AwaitQuiet_IsHalfAsPatientAfterEachWaitInVain_UntilAQuietGlance()
    {
        FakeLoad machine = new() { BusyCores = 1 };
        double[] waits = [.. Enumerable.Range(0, 7).Select(_ => Wait())];
        Assert.Equal([2, 1, 0.5, 0.3, 0.2, 0.1, 0.1], waits);
        machine.BusyCores = 0;
        Assert.Equal(0.1, Wait());
        machine.BusyCores = 1;
        Assert.Equal(2, Wait());

        double Wait()
        {
            TimeSpan before = machine.Now;
            OtherLoad.AwaitQuiet(CancellationToken.None, machine);
            return Math.Round((machine.Now - before).TotalSeconds, 3);
        }
    }

    [Fact]
    public void AwaitQuiet_GivesUpAfterTwoSeconds_AtOnceWhereNobodySays_AndWhenCancelled()
    {
        FakeLoad busy = new() { BusyCores = 0.3 };
        OtherLoad.AwaitQuiet(CancellationToken.None, busy);
        Assert.Equal(TimeSpan.FromSeconds(2), busy.Now);
        FakeLoad unknown = new() { IsKnown = false };
        OtherLoad.AwaitQuiet(CancellationToken.None, unknown);
        Assert.Equal(TimeSpan.Zero, unknown.Now);
        FakeLoad cancelled = new() { BusyCores = 1 };
        OtherLoad.AwaitQuiet(new CancellationToken(canceled: true), cancelled);
        Assert.Equal(TimeSpan.FromSeconds(0.1), cancelled.Now);
    }
}
