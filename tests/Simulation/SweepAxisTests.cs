using MultifdBench.Core;
using MultifdBench.Simulation.Sweeps;

namespace MultifdBench.Tests.Simulation;

public sealed class SweepAxisTests
{
    [Fact]
    public void Grid_HasEveryCombination_TheLastAxisFastest()
    {
        IReadOnlyList<IReadOnlyList<SweepChange>> grid = SweepAxis.Grid([SweepAxis.Parse("a=1,2"), SweepAxis.Parse("--b = x, y")]);
        Assert.Equal(["a=1 b=x", "a=1 b=y", "a=2 b=x", "a=2 b=y"], grid.Select(point => string.Join(' ', point)));
        Assert.Empty(Assert.Single(SweepAxis.Grid([])));
    }

    [Theory]
    [InlineData("channels")]
    [InlineData("=1,2")]
    [InlineData("channels=")]
    [InlineData("channels=1,,2")]
    [InlineData("channels=1,\"2")]
    public void WhatIsNoAxis_IsRefusedWithAnExample(string text) =>
        Assert.Contains("is not KEY=A,B,C; write for example", Assert.Throws<UsageException>(() => SweepAxis.Parse(text)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void TooMuch_IsRefused()
    {
        SweepAxis axis = new("a", [.. Enumerable.Range(0, 1000).Select(i => $"{i}")]);
        Assert.Contains("is given twice", Assert.Throws<UsageException>(() => SweepAxis.Grid([axis, axis])).Message,
            StringComparison.Ordinal);
        Assert.Contains("100000 is the limit", Assert.Throws<UsageException>(() => SweepAxis.Grid([axis, axis with { Key = "b" }])).Message,
            StringComparison.Ordinal);
    }
}
