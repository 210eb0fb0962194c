using MultifdBench.Comparison.Statistics;

namespace MultifdBench.Tests.Comparison;

public sealed class RatioIntervalTests
{
    /// <summary>Four logarithms on each side, as scattered: Student's quantile of six degrees of freedom is 2.446912.</summary>
    [Fact]
    public void Bounds_AreStudents()
    {
        double[] y = [1, 2, 4, 8];
        RatioInterval interval = RatioInterval.Of(y.Select(value => 1.5 * value), y, 0.05)!;
        // ln 2 apart each: squared deviations of (1.5² + 0.5²) × 2 × ln² 2.
        double standardError = Math.Log(2) * Math.Sqrt(2 * 5.0 / 3 / 4);
        Assert.Equal(1.5, interval.Ratio, 12);
        Assert.Equal(1.5 * Math.Exp(2.446912 * standardError), interval.Hi!.Value, 4);
        Assert.Equal(1.5 * Math.Exp(-2.446912 * standardError), interval.Lo!.Value, 4);
    }

    /// <summary>Where no test without an assumption could tell so many values apart; QEMU's tables were often of three runs.</summary>
    [Theory]
    [InlineData(1, 4)]
    [InlineData(6, 5)]
    [InlineData(20, 6)]
    public void LeastCount_IsThatOfWholeSeparation(int rivals, int least) => Assert.Equal(least, RatioInterval.LeastCount(0.05 / rivals));

    /// <summary>What the ratio is of: Level ÷ Level.</summary>
    [Fact]
    public void Ratio_IsThatOfTheLevels()
    {
        double[] x = [3, 9, 4, 100, 5], y = [2, 2.5, 7];
        Assert.Equal(RatioInterval.Level(x) / RatioInterval.Level(y), RatioInterval.Of(x, y, 0.05)!.Ratio, 12);
        Assert.True(double.IsNaN(RatioInterval.Level([0, -1])));
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

    [Theory]
    [InlineData(8)]
    [InlineData(60)]
    public void EqualSamples_AreToldApart_NoMoreOftenThanPromised(int n)
    {
        Random random = new(1);
        const int Trials = 1000;
        int wrong = Enumerable.Range(0, Trials).Count(_ => Excludes1(RatioInterval.Of(LogNormal(random, n), LogNormal(random, n), 0.05)!));
        Assert.InRange(wrong, 10, 70);
    }

    [Fact]
    public void ADifference_IsFound()
    {
        Random random = new(2);
        RatioInterval interval = RatioInterval.Of(LogNormal(random, 20).Select(value => 1.5 * value), LogNormal(random, 20), 0.05)!;
        Assert.True(Excludes1(interval));
        Assert.InRange(interval.Ratio, interval.Lo!.Value, interval.Hi!.Value);
    }

    /// <summary>The two differ at the confidence asked for.</summary>
    private static bool Excludes1(RatioInterval interval) => interval.Lo > 1 || interval.Hi < 1;

    private static double[] Distinct(int count, int root) => [.. Enumerable.Range(1, count).Select(i => Math.Pow(i + 1, 1.0 / root) + i)];

    private static double[] LogNormal(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ =>
        Math.Exp(0.1 * random.NextNormal()))];
}
