using MultifdBench.Multifd.Qemu;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>How long a source may take: told by times alone, and never longer than stated.</summary>
public sealed class ReceptionLimitsTests
{
    private const long Second = 1_000_000_000;
    private const long Start = 1000 * Second;

    private readonly ReceptionLimits _limits = new(Start, idleNs: 5 * Second, totalNs: 60 * Second);

    [Fact]
    public void SilentSource_FailsAtTheStatedTimeAndNotBefore()
    {
        _limits.SetUpEnded();
        Assert.Equal((null, 7 * Second), Judge(seconds: 4, lastArrival: 2));
        Assert.Equal("the source sent nothing for 5 s", Judge(7, 2).Problem);
        Assert.Equal((null, 12 * Second), Judge(7, 7));
    }

    [Fact]
    public void DrippingSetUp_FailsAsIfItWereSilent()
    {
        Assert.Equal((null, 5 * Second), Judge(4, 4));
        Assert.Equal("the source has not come to the end of its set-up in 5 s, though it sends now and then", Judge(5, 5).Problem);
    }

    [Fact]
    public void DrippingMigration_FailsAtTheLimitOfItAll()
    {
        _limits.SetUpEnded();
        Assert.Equal((null, 60 * Second), Judge(59, 59));
        Assert.Equal("the migration has not come to its end in 60 s, the limit of it all", Judge(60, 60).Problem);
    }

    /// <summary>While memory is made ready here, a source has to wait: that is not its silence.</summary>
    [Fact]
    public void OwnWork_IsNotHeldAgainstTheSource()
    {
        _limits.OwnWorkBegan(Start + (1 * Second));
        Assert.Equal((null, 60 * Second), Judge(20, 1));
        _limits.OwnWorkEnded(Start + (21 * Second));
        Assert.Equal((null, 25 * Second), Judge(21, 1));
        Assert.Contains("set-up", Judge(25, 24).Problem, StringComparison.Ordinal);
        _limits.SetUpEnded();
        Assert.Equal((null, 26 * Second), Judge(25, 1));
        Assert.Equal("the source sent nothing for 5 s", Judge(26, 1).Problem);
    }

    [Fact]
    public void OwnWork_DoesNotLiftTheLimitOfItAll()
    {
        _limits.OwnWorkBegan(Start);
        Assert.NotNull(Judge(60, 0).Problem);
    }

    private (string? Problem, long NextNs) Judge(long seconds, long lastArrival)
    {
        string? problem = _limits.Judge(Start + (seconds * Second), Start + (lastArrival * Second), out long nextNs);
        return (problem, nextNs - Start);
    }
}
