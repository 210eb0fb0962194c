using MultifdBench.Measurement.Host.Machine;

namespace MultifdBench.Tests.Measurement.Host;

public sealed class OtherLoadTests
{
    [Fact]
    public void BusyColumns_LessOurs_AreTheOthers() =>
        // user 100, nice 200, system 300, idle and iowait nobody's, irq 6, softirq 7, steal 8; guest time is in user already.
        Assert.Equal(6.21 - 1.21, OtherLoad.OthersSeconds(["cpu  100 200 300 4000 5000 6 7 8 90 0", "cpu0 1 1 1 1 1 1 1 1 1 1"], TimeSpan.FromSeconds(1.21))!.Value, 6);

    [Theory]
    [InlineData("")]
    [InlineData("cpu  1 2 3 4 5 6 7")]
    [InlineData("intr 1 2 3 4 5 6 7 8 9 10")]
    [InlineData("cpu  1 2 x 4 5 6 7 8 9 10")]
    public void AnythingElse_IsUnknown(string line) => Assert.Null(OtherLoad.OthersSeconds([line], TimeSpan.Zero));

    [Fact]
    public void NoFile_IsUnknown() => Assert.Null(OtherLoad.OthersSeconds([], TimeSpan.Zero));

    [Fact]
    public void OnLinux_ItIsBetweenNoneAndAllCores()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc/stat is Linux's");
        OtherLoad load = OtherLoad.Start();
        Thread.Sleep(100);
        // Ticks of 10 ms: a tenth of a second may be off by two of them for each core.
        Assert.InRange(load.Cores()!.Value, 0, 1.5 * Environment.ProcessorCount);
    }
}
