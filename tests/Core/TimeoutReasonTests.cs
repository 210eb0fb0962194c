using MultifdBench.Core;

namespace MultifdBench.Tests.CoreTests;

public sealed class TimeoutReasonTests
{
    [Theory]
    [InlineData(1, "timeout is 1s")]
    [InlineData(120, "timeout is 120s")]
    [InlineData(86_400, "timeout is 86400s")]
    public void WhatIsWritten_ReadsBack(long seconds, string text)
    {
        Assert.Equal(text, TimeoutReason.Of(seconds * 1_000_000_000));
        Assert.Equal(1000 * seconds, TimeoutReason.LimitMs(text));
    }

    /// <summary>The published tables have limits of their own, and other programs' reasons may name anything.</summary>
    [Theory]
    [InlineData("timeout is 0.5s", 500.0)]
    [InlineData("timeout is 120s; memory was not verified", 120_000.0)]
    [InlineData("the timeout is 120s", null)]
    [InlineData("timeout is long", null)]
    [InlineData("timeout is 99999999999999s", null)]
    [InlineData("", null)]
    public void OtherReasons_NameNoLimit(string text, double? limitMs) => Assert.Equal(limitMs, TimeoutReason.LimitMs(text));
}
