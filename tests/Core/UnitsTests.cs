using CsCheck;
using MultifdBench.Core;

namespace MultifdBench.Tests.CoreTests;

/// <summary>Sizes, bandwidths and rates as people write and read them.</summary>
public sealed class UnitsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("4096", 4096)]
    [InlineData("4096B", 4096)]
    [InlineData("1KiB", 1024)]
    [InlineData(" 256 MiB ", 256L << 20)]
    [InlineData("256mib", 256L << 20)]
    [InlineData("1.5G", 3L << 29)]
    [InlineData("2TiB", 2L << 40)]
    [InlineData("64G", 64L << 30)]
    [InlineData("50Gi", 50L << 30)]
    [InlineData("64m", 64L << 20)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Sizes_Parse(string text, long expected)
    {
        Assert.True(Units.TryParseSize(text, out long bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-1")]
    [InlineData("-1MiB")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("1 2")]
    [InlineData("1KiBKiB")]
    [InlineData("1PiB")]
    [InlineData("64MB")]
    [InlineData("64mb")]
    [InlineData("64MiB/")]
    [InlineData("NaN")]
    [InlineData("9223372036854775808")]
    [InlineData("8388608TiB")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("1.5B")]
    [InlineData("0.1B")]
    [InlineData("0.0000001KiB")]
    [InlineData("0.00000000000000000000000000000000001GiB")]
    [InlineData("1%")]
    [InlineData("∞")]
    [InlineData("٣MiB")]
    public void WhatIsNoSize_IsRefused(string? text)
    {
        Assert.False(Units.TryParseSize(text, out long bytes));
        Assert.Equal(0, bytes);
        Assert.False(Units.TryParseBandwidth(text, out _) && text is not "9223372036854775808");
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1L << 20)]
    [InlineData("100M", 100L << 20)]
    [InlineData("100G", 100L << 30)]
    [InlineData("512K", 512L << 10)]
    [InlineData("0.5", 1L << 19)]
    [InlineData("0.0", 0)]
    [InlineData("25Gbit/s", 3_125_000_000)]
    [InlineData("25 Gbit/s", 3_125_000_000)]
    [InlineData("25Gbps", 3_125_000_000)]
    [InlineData("25gbit", 3_125_000_000)]
    [InlineData("100Mbps", 12_500_000)]
    [InlineData("8kbit/s", 1000)]
    [InlineData("8bit/s", 1)]
    [InlineData("100MiB/s", 100L << 20)]
    public void Bandwidths_ParseAsInQemu(string text, long expected)
    {
        Assert.True(Units.TryParseBandwidth(text, out long bytesPerSecond));
        Assert.Equal(expected, bytesPerSecond);
    }

    [Theory]
    [InlineData("25GB/s")]
    [InlineData("25Gb/s")]
    [InlineData("25GBps")]
    [InlineData("25G/s")]
    [InlineData("25GB")]
    [InlineData("1bit/s")]
    [InlineData("1Pbit/s")]
    [InlineData("100000000Tbit/s")]
    public void BandwidthsThatMayMeanTwoThings_AreRefused(string text)
    {
        Assert.False(Units.TryParseBandwidth(text, out long bytesPerSecond));
        Assert.Equal(0, bytesPerSecond);
    }

    [Theory]
    [InlineData("25", 25)]
    [InlineData("25Gbit/s", 25)]
    [InlineData("2500 Mbps", 2.5)]
    [InlineData("0.4Tbit/s", 400)]
    public void LinkRates_AreGbitsPerSecond(string text, double expected)
    {
        Assert.True(Units.TryParseLinkRate(text, out double gbps));
        Assert.Equal(expected, gbps, 9);
    }

    [Theory]
    [InlineData("25G")]
    [InlineData("25GB/s")]
    [InlineData("-1")]
    [InlineData("fast")]
    [InlineData(null)]
    public void LinkRates_AreNothingElse(string? text) => Assert.False(Units.TryParseLinkRate(text, out _));

    [Theory]
    [InlineData("300", 300)]
    [InlineData("300ms", 300)]
    [InlineData("0.3 s", 300)]
    [InlineData("2m", 120_000)]
    [InlineData("2min", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0", 0)]
    [InlineData("-1", -1)]
    public void Times_AreInTheOptionsUnit(string text, int expectedMs)
    {
        Assert.True(Units.TryParseWholeTime(text, Units.NsPerMs, out int ms));
        Assert.Equal(expectedMs, ms);
    }

    [Theory]
    [InlineData("0.5ms")]
    [InlineData("1.5")]
    [InlineData("-1ms")]
    [InlineData("2 days")]
    [InlineData("100000h")]
    [InlineData("")]
    [InlineData(null)]
    public void Times_AreNoPartsOfTheUnit_AndNothingElse(string? text) =>
        Assert.False(Units.TryParseWholeTime(text, Units.NsPerMs, out _));

    [Fact]
    public void WrittenSizes_ParseBackToThreeDigits() => Gen.Long[1, 1L << 49].Sample(bytes =>
    {
        Assert.True(Units.TryParseSize(Units.FormatSize(bytes), out long back));
        Assert.InRange((double)back / bytes, 0.994, 1.006);
    }, seed: "0N0XIzNsQ0O2", iter: 500);

    [Theory]
    [InlineData(1L << 30, "1GiB")]
    [InlineData(3L << 29, "1536MiB")]
    [InlineData(4097, "4097B")]
    [InlineData(0, "0B")]
    public void ExactSizes_AreTheSameWhenReadBack(long bytes, string expected)
    {
        Assert.Equal(expected, Units.ExactSize(bytes));
        Assert.True(Units.TryParseSize(expected, out long back));
        Assert.Equal(bytes, back);
    }

    [Fact]
    public void Rates_AreDecimalAndZeroWithoutTime()
    {
        Assert.Equal(8, Units.MegabitsPerSecond(1_000_000, Units.NsPerSecond));
        Assert.Equal(0, Units.MegabitsPerSecond(1, 0));
        Assert.Equal(500, Units.PerSecond(50, 100 * Units.NsPerMs));
        Assert.Equal(0, Units.PerSecond(50, 0));
        Assert.Equal(1.5, Units.Ms(1_500_000));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1234567, "1234567")]
    [InlineData(12.345, "12.3")]
    [InlineData(1.2345, "1.23")]
    [InlineData(0.5, "0.500")]
    [InlineData(0.012345, "0.0123")]
    [InlineData(0.0012345, "0.00123")]
    [InlineData(0.00001, "0.0000100")]
    [InlineData(1.5e-9, "0.00000000150")]
    [InlineData(9.996, "10.0")]
    [InlineData(0.09996, "0.100")]
    [InlineData(99.96, "100")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(500.5, "501")]
    [InlineData(-12.345, "-12.3")]
    public void Figures_HaveThreeDigits(double value, string expected) => Assert.Equal(expected, Units.Significant(value));

    [Theory]
    [InlineData("5%", 0.05)]
    [InlineData(" 2.5% ", 0.025)]
    [InlineData("100%", 1)]
    [InlineData("5 %", 0.05)]
    [InlineData("0.001%", 0.00001)]
    public void Percent_IsAFraction(string text, double expected)
    {
        Assert.True(Units.TryParsePercent(text, out double fraction));
        Assert.Equal(expected, fraction, 12);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("0.05")]
    [InlineData("0%")]
    [InlineData("101%")]
    [InlineData("-5%")]
    [InlineData("2,5%")]
    [InlineData("%")]
    [InlineData("NaN%")]
    [InlineData("5%%")]
    [InlineData("5% %")]
    [InlineData("%5%")]
    [InlineData("+5%")]
    [InlineData("1e1%")]
    [InlineData("0.00000%")]
    [InlineData(null)]
    public void Percent_IsNothingElse(string? text) => Assert.False(Units.TryParsePercent(text, out _));
}
