using MultifdBench.Core;

namespace MultifdBench.Tests.CoreTests;

/// <summary>A hint is a form that is accepted, and that keeps the number that was typed.</summary>
public sealed class QuantityHintsTests
{
    [Theory]
    [InlineData("64MB", "MB may mean powers of 1000 or of 1024; write 64MiB (powers of 1024).")]
    [InlineData("1.5 gb", "gb may mean powers of 1000 or of 1024; write 1.5GiB (powers of 1024).")]
    [InlineData("64", "a bare number is bytes; write 64MiB for MiB.")]
    [InlineData("0", "use a number with KiB, MiB or GiB, for example 256MiB.")]
    [InlineData("lots", "use a number with KiB, MiB or GiB, for example 256MiB.")]
    [InlineData("64XB", "use a number with KiB, MiB or GiB, for example 256MiB.")]
    [InlineData(null, "use a number with KiB, MiB or GiB, for example 256MiB.")]
    public void Sizes(string? text, string expected) => Assert.Equal(expected, QuantityHints.Size(text));

    [Theory]
    [InlineData("25GB/s", "25Gbit/s", "25G ")]
    [InlineData("25 Gb/s", "25Gbit/s", "25G ")]
    [InlineData("1.5mb", "1.5Mbit/s", "1.5M ")]
    [InlineData("100M/s", "100Mbit/s", "100M ")]
    [InlineData("1GBps", "1Gbit/s", "1G ")]
    public void BandwidthsThatMayMeanTwoThings(string text, string bits, string bytes)
    {
        string hint = QuantityHints.Bandwidth(text);
        Assert.All((string[])[bits, bytes], form =>
        {
            Assert.Contains($" {form}", hint, StringComparison.Ordinal);
            Assert.True(Units.TryParseBandwidth(form, out _));
        });
    }

    [Theory]
    [InlineData("fast")]
    [InlineData("-5")]
    [InlineData("5X")]
    [InlineData(null)]
    public void WhatIsNoBandwidth_IsToldTheForms(string? text) =>
        Assert.StartsWith("use a number with K, M or G (bytes per second", QuantityHints.Bandwidth(text), StringComparison.Ordinal);
}
