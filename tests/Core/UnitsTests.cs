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
    public void Bandwidths_ParseAsInQemu(string text, long expected)
    {
        Assert.True(Units.TryParseBandwidth(text, out long bytesPerSecond));
        Assert.Equal(expected, bytesPerSecond);
    }

    [Fact]
    public void WrittenSizes_ParseBackToThreeDigits() => Gen.Long[1, 1L << 49].Sample(bytes =>
    {
        Assert.True(Units.TryParseSize(Units.FormatSize(bytes), out long back));
        Assert.InRange((double)back / bytes, 0.994, 1.006);
    }, seed: "0N0XIzNsQ0O2", iter: 500);

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
