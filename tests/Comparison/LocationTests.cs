using MultifdBench.Comparison.Statistics;

namespace MultifdBench.Tests.Comparison;

public sealed class LocationTests
{
    /// <summary>R: t.test(c(1,2,4,8)) gives mean 3.75, 95 % interval −1.121745 … 8.621745.</summary>
    [Fact]
    public void FewValues_AreStudentsInterval()
    {
        Location location = Location.Of([4, 1, 8, 2]);
        (double lo, double hi) = location.Interval(0.025);
        Assert.Equal((3.75, 3), (location.Value, location.DegreesOfFreedom));
        double standardError = Math.Sqrt((7.5625 + 3.0625 + 0.0625 + 18.0625) / 3 / 4);
        Assert.Equal(standardError, location.StandardError, 12);
        Assert.Equal(3.182446 * standardError, hi - 3.75, 4);
        Assert.Equal(hi - 3.75, 3.75 - lo, 9);
    }

    [Fact]
    public void TenthAtEachEnd_IsTrimmed_AndItsVarianceWinsorised()
    {
        Location location = Location.Of([1000, 2, 3, 4, 5, 6, 7, 8, 9, -1000]);
        Assert.Equal((5.5, 7), (location.Value, location.DegreesOfFreedom));
        // Winsorised: 2, 2, 3 … 8, 9, 9: squared deviations 61; over 8 × 7 of those kept.
        Assert.Equal(Math.Sqrt((2 * (3.5 * 3.5) + 2 * (2.5 * 2.5 + 1.5 * 1.5 + 0.5 * 0.5) + 2 * (3.5 * 3.5)) / 56),
            location.StandardError, 12);
    }

    /// <summary>
    /// Welch's example with n below ten, where nothing is trimmed: R's t.test(y, x) has t = (mean y − mean x) / se with 5.9 degrees here.
    /// </summary>
    [Fact]
    public void Difference_HasWelchsDegrees()
    {
        Location difference = Location.Difference([1, 2, 3, 4], [10, 20, 30, 40]);
        double va = 5.0 / 3 / 4;
        double vb = 500.0 / 3 / 4;
        Assert.Equal(22.5, difference.Value, 12);
        Assert.Equal(Math.Sqrt(va + vb), difference.StandardError, 12);
        Assert.Equal((va + vb) * (va + vb) / (va * va / 3 + vb * vb / 3), difference.DegreesOfFreedom, 9);
    }

    [Fact]
    public void PooledDifference_JudgesASingleValue()
    {
        Location difference = Location.PooledDifference([1, 2, 3], [12]);
        Assert.Equal((10, 2), (difference.Value, difference.DegreesOfFreedom));
        Assert.Equal(Math.Sqrt(4.0 / 3), difference.StandardError, 12);
        Assert.True(difference.PAbove(0) < 0.01);
        Assert.True(difference.PBelow(0) > 0.99);
        Assert.False(Location.PooledDifference([1], [2]).HasInterval);
        Assert.False(Location.PooledDifference([], [2]).HasInterval);
    }

    [Fact]
    public void TooFewValues_SayNothing()
    {
        foreach (Location location in (Location[])[Location.Of([]), Location.Of([3]), Location.Difference([1], [2]),
            Location.Difference([], [1, 2])])
        {
            Assert.False(location.HasInterval);
            Assert.Equal((1, 1), (location.PAbove(0), location.PBelow(0)));
            Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), location.Interval(0.01));
        }
    }

    [Fact]
    public void ExactValues_AreCertain()
    {
        Assert.Equal((0, 1), (Location.Exact(0.1).PAbove(0), Location.Exact(0.1).PBelow(0)));
        Assert.Equal((1, 1), (Location.Exact(0).PAbove(0), Location.Exact(0).PBelow(0)));
        Assert.Equal((0.1, 0.1), Location.Exact(0.1).Interval(0.01));
        Assert.Equal(0, Location.Difference([5, 5, 5], [6, 6, 6]).PAbove(0));
    }

    /// <summary>The level that the gate relies on, from made-up samples: normal, and with outliers at one value in ten.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public void TestKeepsItsLevel(double outliers)
    {
        Sides sides = new(7);
        Random random = new(8);
        int rejected = 0;
        for (int trial = 0; trial < 4000; trial++)
        {
            double[] values = [.. Enumerable.Range(0, 20).Select(_ => sides.Normal() * (random.NextDouble() < outliers ? 10 : 1))];
            if (Location.Of(values).PAbove(0) <= 0.01) rejected++;
        }

        // 40 expected at the level; 62 would be a rate of 1 % with probability below 0.001.
        Assert.InRange(rejected, 1, 62);
    }
}
