using MultifdBench.Results.Statistics;

namespace MultifdBench.Tests.Results;

public sealed class RatioIntervalTests
{
    /// <summary>Critical values of U, two-sided 5 %, from the tables of Mann and Whitney: the interval starts one above them.</summary>
    [Theory]
    [InlineData(4, 4, 0)]
    [InlineData(3, 5, 0)]
    [InlineData(5, 5, 2)]
    [InlineData(6, 8, 8)]
    [InlineData(10, 10, 23)]
    [InlineData(20, 20, 127)]
    public void Bounds_AreWhereTheTablesSay(int n, int m, int critical)
    {
        double[] x = Distinct(n, 2);
        double[] y = Distinct(m, 3);
        double[] ratios = [.. x.SelectMany(a => y.Select(b => a / b)).Order()];
        RatioInterval interval = RatioInterval.Of(x, y, 0.05)!;
        Assert.Equal(critical, Array.IndexOf(ratios, interval.Lo!.Value));
        Assert.Equal(critical, ratios.Length - 1 - Array.IndexOf(ratios, interval.Hi!.Value));
    }

    [Theory]
    [InlineData(1, 1, 0.05)]
    [InlineData(3, 3, 0.05)]
    [InlineData(5, 5, 0.005)]
    public void TooFewValues_HaveARatio_AndNoInterval(int n, int m, double errorRate)
    {
        RatioInterval interval = RatioInterval.Of(Distinct(n, 2), Distinct(m, 2), errorRate)!;
        Assert.True(interval.Ratio > 0);
        Assert.Null(interval.Lo);
        Assert.Null(interval.Hi);
        Assert.False(interval.Excludes1);
    }

    [Fact]
    public void Swapping_InvertsTheRatio()
    {
        double[] x = Distinct(7, 2);
        double[] y = Distinct(9, 3);
        RatioInterval there = RatioInterval.Of(x, y, 0.05)!;
        RatioInterval back = RatioInterval.Of(y, x, 0.05)!;
        Assert.Equal(there.Ratio, 1 / back.Ratio, 12);
        Assert.Equal(there.Lo!.Value, 1 / back.Hi!.Value, 12);
        Assert.Equal(there.Hi!.Value, 1 / back.Lo!.Value, 12);
    }

    [Fact]
    public void WhatHasNoLogarithm_IsLeftOut()
    {
        Assert.Null(RatioInterval.Of([0, double.NaN, double.PositiveInfinity, -1], [1], 0.05));
        Assert.Null(RatioInterval.Of([1], [], 0.05));
        Assert.Equal(2, RatioInterval.Of([0, 4, double.NaN], [2], 0.05)!.Ratio);
    }

    /// <summary>Few values are counted exactly, many by the normal approximation; both keep the rate that they promise.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(60)]
    public void EqualSamples_AreToldApart_NoMoreOftenThanPromised(int n)
    {
        Random random = new(1);
        const int Trials = 1000;
        int wrong = Enumerable.Range(0, Trials).Count(_ => RatioInterval.Of(LogNormal(random, n), LogNormal(random, n), 0.05)!.Excludes1);
        Assert.InRange(wrong, 10, 70);
    }

    [Fact]
    public void ADifference_IsFound()
    {
        Random random = new(2);
        RatioInterval interval = RatioInterval.Of(LogNormal(random, 20).Select(value => 1.5 * value), LogNormal(random, 20), 0.05)!;
        Assert.True(interval.Excludes1);
        Assert.InRange(interval.Ratio, interval.Lo!.Value, interval.Hi!.Value);
    }

    private static double[] Distinct(int count, int root) => [.. Enumerable.Range(1, count).Select(i => Math.Pow(i + 1, 1.0 / root) + i)];

    private static double[] LogNormal(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ =>
        Math.Exp(0.1 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
