using MultifdBench.Measurement.Calibration;

namespace MultifdBench.Tests.Measurement.Calibration;

/// <summary>A measured guest at another size: shares of memory stay, and so does the rate of writing.</summary>
public sealed class GuestProfileTests
{
    private static readonly GuestProfile Measured = new()
    {
        Workload = "idle",
        Pages = 1000,
        NormalPages = 600,
        ExtentPages = 20,
        Classes = [],
        Pools = [new MeasuredPool("fast", 10, 500), new MeasuredPool("slow", 400, 30)],
        ObservedMs = 640,
        PoolResidualPages = 1,
        Cores = 0.5,
    };

    [Fact]
    public void LargerGuest_HasTheSameShares_ButForItsHotPages_AndWritesAsOften()
    {
        GuestProfile large = Measured.ScaledTo(256_000);
        Assert.Equal((256_000, 153_600, 20), (large.Pages, large.NormalPages, large.ExtentPages));
        // The fast pool was all written while the guest was observed, every 20 ms: its programs' own pages, of which there are no more.
        Assert.Equal([new MeasuredPool("fast", 10, 500), new MeasuredPool("slow", 102_400, 30)], large.Pools);
        Assert.Equal(Measured.Cores, large.Cores);
    }

    [Fact]
    public void MeasuredSize_IsRemembered_ThroughSeveralScalings() =>
        Assert.Equal(1000, Measured.ScaledTo(4000).ScaledTo(8000).MeasuredPages);

    [Fact]
    public void SameSize_IsTheSameGuest()
    {
        GuestProfile same = Measured.ScaledTo(Measured.Pages);
        Assert.Equal(Measured.Pools, same.Pools);
        Assert.Equal(Measured with { Pools = same.Pools, MeasuredPages = Measured.Pages }, same);
    }
}
