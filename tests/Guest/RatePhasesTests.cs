using MultifdBench.Guest;

namespace MultifdBench.Tests.Guest;

public sealed class RatePhasesTests
{
    private const double Second = 1e9;

    /// <summary>Two seconds at a fifth, one at three times the rate: 3.4 seconds of work in three.</summary>
    private static readonly RatePhases Repeated = new([new(2, 0.2), new(1, 3)]);

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 0.2)]
    [InlineData(2, 0.4)]
    [InlineData(2.5, 1.9)]
    [InlineData(3, 3.4)]
    [InlineData(4, 3.6)]
    [InlineData(300, 340)]
    public void Work_IsTheIntegralOfTheFactor(double seconds, double work) =>
        Assert.Equal(work, Repeated.WorkNs(seconds * Second) / Second, precision: 9);

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 1)]
    [InlineData(1002, 3001)]
    public void ALastPhaseWithoutAnEnd_IsKept(double seconds, double work) =>
        Assert.Equal(work, new RatePhases([new(2, 0.5), new(0, 3)]).WorkNs(seconds * Second) / Second, precision: 9);

    [Fact]
    public void ASinglePhase_IsARate()
    {
        Assert.Equal(7 * Second, new RatePhases([new(0, 0.5)]).WorkNs(14 * Second));
        Assert.Equal(7 * Second, new RatePhases([new(0.25, 0.5)]).WorkNs(14 * Second), precision: 3);
    }

    [Fact]
    public void Work_NeverGoesBack()
    {
        double last = 0;
        for (double ns = 0; ns < 20 * Second; ns += 1.7e7)
        {
            double work = Repeated.WorkNs(ns);
            Assert.InRange(work - last, 0.19 * 1.7e7 * (ns > 0 ? 1 : 0), 3.01 * 1.7e7);
            last = work;
        }
    }

    [Fact]
    public void OnlyTheLastPhase_MayBeWithoutAnEnd()
    {
        Assert.Null(RatePhases.Problem([new(1, 1), new(0, 1)]));
        Assert.Null(RatePhases.Problem([]));
        Assert.Equal(0, RatePhases.Problem([new(0, 1), new(1, 1)])!.Value.Index);
    }
}
