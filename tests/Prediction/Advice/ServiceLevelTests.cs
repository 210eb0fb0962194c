using MultifdBench.Core;
using MultifdBench.Prediction.Advice;

namespace MultifdBench.Tests.Prediction.Advice;

public sealed class ServiceLevelTests
{
    [Theory]
    [InlineData("downtime<=100ms", true)]
    [InlineData("downtime<=0.09s", false)]
    [InlineData("total<=2s,downtime<=300ms", true)]
    [InlineData("total <= 1 s", false)]
    [InlineData("total<=1min", true)]
    [InlineData("cpu<=2.5", true)] // 5 s of the source in 2 s
    [InlineData("cpu<=2.4cores", false)]
    [InlineData("cpu<=10s", true)]
    [InlineData("cpu<=9s", false)]
    [InlineData("wire<=2GB", true)]
    [InlineData("wire<=1999MB", false)]
    public void Bound_IsKeptOrMissed(string text, bool isKept) =>
        Assert.Equal(isKept, ServiceLevel.Parse(text).Misses(Candidates.Of("zstd", 2, 2000).Row).Count == 0);

    [Fact]
    public void WhatDoesNotConverge_KeepsNothing()
    {
        Assert.Equal(["converges"], ServiceLevel.Parse("total<=60s").Misses(Candidates.Of("zstd", 2, null).Row));
        Assert.Equal(["converges"], ServiceLevel.None.Misses(Candidates.Of("zstd", 2, null).Row));
        Assert.Empty(ServiceLevel.None.Misses(Candidates.Of("zstd", 2, 1).Row));
    }

    [Theory]
    [InlineData("downtime<300ms", "is no bound: write NAME<=VALUE")]
    [InlineData("downtme<=300ms", "Did you mean 'downtime'?")]
    [InlineData("downtime<=300", "write downtime<=Nms or downtime<=Ns")]
    [InlineData("total<=fast", "has no unit that total has")]
    [InlineData(" , ", "--slo has no bound")]
    public void WrongBound_IsNamedWithTheRightForm(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<UsageException>(() => ServiceLevel.Parse(text)).Message, StringComparison.Ordinal);
}
