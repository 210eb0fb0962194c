using MultifdBench.Prediction.Advice;

namespace MultifdBench.Tests.Prediction.Advice;

public sealed class CrossingTests
{
    [Fact]
    public void Place_IsInterpolatedInTheLogarithms()
    {
        // zstd takes half of none's time at 1 Gbit/s and twice it at 100: they meet half way, at 10.
        var crossing = Assert.Single(Crossing.Find([At(1, zstd: 1000, none: 2000), At(100, zstd: 1000, none: 500)]));
        Assert.Equal((10.0, "zstd-1", "none"), (Math.Round(crossing.At, 9), crossing.Below, crossing.Above));
    }

    [Fact]
    public void WhereNothingConverges_HasNoName()
    {
        var crossing = Assert.Single(Crossing.Find([At(1, null, null), At(4, zstd: 1000, none: null)]));
        Assert.Equal((2.0, "", "zstd-1"), (Math.Round(crossing.At, 9), crossing.Below, crossing.Above));
    }

    [Fact]
    public void SameLeader_IsNoCrossing() => Assert.Empty(Crossing.Find([At(1, 1000, 2000), At(10, 900, 1000)]));

    [Fact]
    public void NarrowLead_ThatTheModelCannotTell_ChangesNothing() =>
        Assert.Empty(Crossing.Find([At(1, 1000, 2000), At(10, 1000, 960), At(100, 1000, 1100)]));

    private static (double, Decision) At(double link, double? zstd, double? none) =>
        (link, Decision.Of(link, [Candidates.Of("zstd", 2, zstd), Candidates.Of("none", 2, none)], error: 0.1));
}
