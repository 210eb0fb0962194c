using MultifdBench.Guest;

namespace MultifdBench.Tests.Guest;

/// <summary>The table of QEMU's throttling: sleeps of a period with 10 ms of running.</summary>
public sealed class DutyCycleTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(20, 2.5)]
    [InlineData(30, 4.3)]
    [InlineData(50, 10)]
    [InlineData(80, 40)]
    [InlineData(90, 90)]
    [InlineData(99, 990)]
    public void Sleep_IsQemus(int percentage, double ms) => Assert.Equal(ms, new DutyCycle(percentage).SleepNs / 1e6, 0.05);

    [Fact]
    public void Running_IsTenMillisecondsOfEachPeriod()
    {
        DutyCycle half = new(50);
        Assert.Equal([0, 5, 10, 10, 10, 15, 20, 20],
            ((long[])[0, 5, 10, 15, 20, 25, 30, 39]).Select(ms => half.RunningNs(ms * 1_000_000) / 1_000_000));
        Assert.Equal([false, false, true, true, false, false, true],
            ((long[])[0, 9, 10, 19, 20, 29, 30]).Select(ms => half.IsAsleep(ms * 1_000_000)));
        Assert.Equal(123, new DutyCycle(0).RunningNs(123));
        Assert.Equal(123, default(DutyCycle).RunningNs(123));
        Assert.False(default(DutyCycle).IsAsleep(15_000_000));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100)]
    public void OutOfRange_IsRefused(int percentage) => Assert.Throws<ArgumentOutOfRangeException>(() => new DutyCycle(percentage));
}
