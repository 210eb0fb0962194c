using MultifdBench.Core;

namespace MultifdBench.Tests.CoreTests;

public sealed class LeadChangesTests
{
    private static readonly double[] Places = [1, 10, 100];

    [Fact]
    public void Place_IsInterpolatedInTheLogarithms()
    {
        LeadChange change = Assert.Single(Find([1, 1, 1], [4, 2, 0.5]));
        Assert.Equal(Math.Sqrt(1000), change.From, 9);
        Assert.Equal(("a", "b"), (change.Below, change.Above));
        Assert.True(change.IsExact);
    }

    [Fact]
    public void AxisFromZero_IsInterpolatedOnTheAxis()
    {
        LeadChange change = Assert.Single(LeadChanges.Find([0, 8], (i, _) => i == 0 ? "a" : "b", (i, _, _) => i == 0 ? -1 : 3));
        Assert.Equal(2, change.From, 9);
    }

    [Fact]
    public void OneThatHasNoFigure_LeavesBoundsOnly()
    {
        LeadChange change = Assert.Single(Find([1, 1, null], [2, 2, 1]));
        Assert.Equal((10, 100, "a", "b"), (change.From, change.To, change.Below, change.Above));
        Assert.False(change.IsExact);
        Assert.Equal(Math.Sqrt(1000), change.Middle, 9);
    }

    [Fact]
    public void WhereNeitherHasAFigure_ThePlaceMayBe()
    {
        LeadChange change = Assert.Single(Find([1, null, 2], [2, null, 1]));
        Assert.Equal((1, 100), (change.From, change.To));
    }

    [Fact]
    public void NearerThanEqual_ChangesNothing() => Assert.Empty(Find([1, 1, 1], [2, 0.999, 2]));

    [Fact]
    public void Anchor_LeadsInTheTiesOnBothSides()
    {
        // All are tied at 10; b leads at 100, a at 1.
        string? Sticky(int place, string? current) => place switch { 0 => "a", 2 => "b", _ => current };
        Assert.Equal(100, Assert.Single(LeadChanges.Find(Places, Sticky, (_, _, _) => double.NaN)).To);
        Assert.Equal(10, Assert.Single(LeadChanges.Find(Places, Sticky, (_, _, _) => double.NaN, anchor: 2)).To);
        Assert.Equal(["a b", "b c"], LeadChanges.Find(Places, (i, _) => "abc"[i].ToString(), (_, _, _) => double.NaN, anchor: 2)
            .Select(change => $"{change.Below} {change.Above}"));
    }

    /// <summary>b is faster from 3.2 on; a stays leader at 10, where the two tie, and the lines cross before that.</summary>
    [Fact]
    public void LeaderThatStaysInATie_ChangesWhereTheLinesCross()
    {
        double[] ratios = [-0.1, 0.1, 0.5];
        string? Sticky(int place, string? current) => ratios[place] switch { < -0.2 => "a", > 0.2 => "b", _ => current ?? "a" };
        double Ratio(int place, string one, string other) => one == "a" ? ratios[place] : -ratios[place];
        LeadChange change = Assert.Single(LeadChanges.Find(Places, Sticky, Ratio));
        Assert.Equal(Math.Sqrt(10), change.From, 9);
        Assert.Equal(("a", "b"), (change.Below, change.Above));
        Assert.True(change.IsExact);

        // From the other end b stays in the ties, and the place is the same.
        string? FromAbove(int place, string? current) => current ?? "b";
        Assert.Empty(LeadChanges.Find(Places, FromAbove, Ratio, anchor: 2));
        ratios[0] = -0.5;
        ratios[1] = -0.1;
        change = Assert.Single(LeadChanges.Find(Places, Sticky, Ratio, anchor: 2));
        Assert.Equal(10 * Math.Pow(10, 1.0 / 6), change.From, 9);
        Assert.Equal(("a", "b"), (change.Below, change.Above));
    }

    /// <summary>Ahead ever since it could be compared: where the lines cross is not known.</summary>
    [Fact]
    public void LeaderByTieFromTheFirst_LeavesBounds()
    {
        LeadChange change = Assert.Single(LeadChanges.Find(Places, (i, _) => i == 2 ? "b" : "a", (_, one, _) => one == "a" ? 0.1 : -0.1));
        Assert.Equal((10, 100), (change.From, change.To));
    }

    [Fact]
    public void NoPlaces_NoChange() => Assert.Empty(LeadChanges.Find([], (_, _) => "a", (_, _, _) => 0));

    private static IReadOnlyList<LeadChange> Find(double?[] a, double?[] b)
    {
        double Ratio(int i) => LeadChanges.LogRatio(a[i], b[i]);
        return LeadChanges.Find(
            Places,
            (i, current) => Ratio(i) switch { < 0 => "a", > 0 => "b", _ => current },
            (i, one, _) => one == "a" ? Ratio(i) : -Ratio(i));
    }
}
