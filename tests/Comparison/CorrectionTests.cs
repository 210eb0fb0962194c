using MultifdBench.Comparison.Statistics;

namespace MultifdBench.Tests.Comparison;

public sealed class CorrectionTests
{
    /// <summary>R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") gives 0.03 0.06 0.06 0.02.</summary>
    [Fact]
    public void Holm_IsThatOfR()
    {
        double[] adjusted = Holm.Adjust([0.01, 0.04, 0.03, 0.005]);
        foreach ((double expected, double actual) in ((double[])[0.03, 0.06, 0.06, 0.02]).Zip(adjusted)) Assert.Equal(expected, actual, 12);
        Assert.Empty(Holm.Adjust([]));
        Assert.Equal([1, 1], Holm.Adjust([0.9, 0.8]));
    }

    /// <summary>
    /// R: fisher.test(matrix(c(0, 5, 5, 0), 2), alternative = "less") has p = 0.003968; the lady tasting tea, 3 of 4, has 0.2429.
    /// </summary>
    [Theory]
    [InlineData(0, 5, 5, 5, 0.003968254)]
    [InlineData(1, 4, 3, 4, 0.242857143)]
    [InlineData(0, 5, 0, 5, 1)]
    [InlineData(3, 5, 0, 5, 1)]
    public void Fisher_IsThatOfR(int eventsA, int trialsA, int eventsB, int trialsB, double p) =>
        Assert.Equal(p, Shares.PMore(eventsA, trialsA, eventsB, trialsB), 8);

    /// <summary>R: binom.test(0, 200) and binom.test(3, 200).</summary>
    [Theory]
    [InlineData(0, 200, 0, 0.018275)]
    [InlineData(3, 200, 0.003104, 0.043207)]
    [InlineData(200, 200, 0.981725, 1)]
    public void Interval_IsClopperAndPearsons(int events, int trials, double lo, double hi)
    {
        (double Lo, double Hi) interval = Shares.Interval(events, trials);
        Assert.Equal(lo, interval.Lo, 5);
        Assert.Equal(hi, interval.Hi, 5);
    }

    [Fact]
    public void Shape_TellsOutliersModesAndDirection()
    {
        Sides sides = new(3);
        double[] plain = [.. Enumerable.Range(0, 40).Select(_ => 100 + sides.Normal())];
        double[] two = [.. plain.Select((value, i) => value + (i % 2) * 20)];
        Assert.False(SampleShape.Of(plain).IsMultimodal);
        Assert.True(SampleShape.Of(two).IsMultimodal);
        Assert.Equal(1, SampleShape.Of([1, 1.1, 0.9, 1, 1.05, 0.95, 5]).Outliers);
        Assert.True(SampleShape.EffectSize(plain, two) > 0);
        Assert.Null(SampleShape.EffectSize([1, 1], [2, 2]));
        Assert.Equal(new SampleShape(0, null, null, null, 0, false), SampleShape.Of([]));
        Assert.Equal(3, SampleShape.Of([3]).Median);
    }
}
