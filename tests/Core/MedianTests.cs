using MultifdBench.Core;

namespace MultifdBench.Tests.CoreTests;

public sealed class MedianTests
{
    [Theory]
    [InlineData(new double[] { 7 }, 7)]
    [InlineData(new double[] { 9, 1, 4 }, 4)]
    [InlineData(new double[] { 9, 1, 4, 6 }, 5)]
    public void IsTheMiddle(double[] values, double expected)
    {
        Assert.Equal(expected, Median.Of(values));
        Array.Sort(values);
        Assert.Equal(expected, Median.OfSorted(values));
    }

    [Fact]
    public void NoValues_HaveNone() => Assert.Throws<ArgumentException>(() => Median.Of([]));
}
