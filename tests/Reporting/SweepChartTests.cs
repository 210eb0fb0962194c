using System.Text;
using MultifdBench.Reporting.Charts;

namespace MultifdBench.Tests.Reporting;

public sealed class SweepChartTests
{
    private static readonly SweepCaption Caption = new("sweep", "Bandwidth — idle", "Host model test", "total time, ms");

    [Fact]
    public void Lines_NameEveryChoice_AndSaySimulated()
    {
        Chart chart = SweepCharts.Lines(
            Caption,
            "bandwidth, Gbit/s",
            [1, 10, 100],
            [
                new("none", Known(900, 300, 100), "none"), new("zstd", [new(400), new(350), Limit], "zstd"),
                new("dead", [Limit, Limit, Limit]),
            ],
            BuiltIn.Methods.Looks);
        string svg = Svg(chart);
        foreach (string text in (string[])
        [
            "none",
            "zstd",
            "bandwidth, Gbit/s, log scale",
            "simulated. Arrows: timed out, longer than the limit",
            "Bandwidth — idle",
        ]) Assert.Contains(text, svg, StringComparison.Ordinal);
        Assert.Contains("dead (timed out)", svg, StringComparison.Ordinal);
        // A method has its own colour, whatever it is compared with.
        Assert.Contains("stroke=\"#8A8A8A\"", svg, StringComparison.Ordinal);
        Assert.Contains("stroke=\"#E69F00\"", svg, StringComparison.Ordinal);
        Assert.NotEmpty(chart.ToPng());
    }

    [Fact]
    public void Lines_HaveAnArrowForATimeout_AndNoPoint()
    {
        // A point is a circle, an arrow's head a triangle; nobody knows how much longer it would have taken.
        string without = Svg(SweepCharts.Lines(Caption, "bandwidth", [1, 10], [new("none", Known(1000, 300))], BuiltIn.Methods.Looks));
        string with = Svg(SweepCharts.Lines(Caption, "bandwidth", [1, 10], [new("none", [Limit, new(300)])], BuiltIn.Methods.Looks));
        Assert.Equal(Count(without, "<ellipse") / 2, Count(with, "<ellipse"));
        Assert.Contains("≥ 1000", with, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_OnANarrowAxis_AreLinear()
    {
        string svg = Svg(SweepCharts.Lines(Caption, "channels", [0, 1, 2], [new("none", Known(3, 2, 1))], BuiltIn.Methods.Looks));
        Assert.Contains("channels", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("channels, log scale", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("timed out", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void HeatMap_WritesItsValues_AndWhatATimeoutExceeds()
    {
        string svg = Svg(SweepCharts.HeatMap(Caption, "devices", ["1", "2"], "channels", ["4", "8"],
            [Known(1234, 567), [new(120_000, IsBound: true), new(12_345)]]));
        foreach (string text in (string[])["1234", "567", "12.3 k", "&gt; 120 k", "devices", "channels", "567 (light) to 12345 (dark)",
            "Grey cells: timed out"]) Assert.Contains(text, svg, StringComparison.Ordinal);
    }

    [Fact]
    public void HeatMap_WithoutAnyValue_IsStillDrawn() =>
        Assert.Contains("&gt; 1000", Svg(SweepCharts.HeatMap(Caption, "a", ["1"], "b", ["1"], [[Limit]])), StringComparison.Ordinal);

    private static SweepValue Limit => new(1000, IsBound: true);

    private static SweepValue[] Known(params double[] values) => [.. values.Select(value => new SweepValue(value))];

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static string Svg(Chart chart) => Encoding.UTF8.GetString(chart.ToSvg());
}
