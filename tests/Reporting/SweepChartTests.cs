using System.Text;
using MultifdBench.Reporting.Charts;

namespace MultifdBench.Tests.Reporting;

public sealed class SweepChartTests
{
    private static readonly SweepCaption Caption = new("sweep", "Bandwidth — idle", "Host model test", "total time, ms");

    [Fact]
    public void Lines_NameEveryChoice_AndSaySimulated()
    {
        Chart chart = SweepCharts.Lines(Caption, "bandwidth, Gbit/s", [1, 10, 100], [new("none", [900, 300, 100]), new("zstd", [400, 350, null]), new("dead", [null, null, null])]);
        string svg = Svg(chart);
        foreach (string text in (string[])["none", "zstd", "bandwidth, Gbit/s, log scale", "simulated. Points without a value timed out", "Bandwidth — idle"]) Assert.Contains(text, svg, StringComparison.Ordinal);
        Assert.DoesNotContain(">dead<", svg, StringComparison.Ordinal);
        Assert.NotEmpty(chart.ToPng());
    }

    [Fact]
    public void Lines_OnANarrowAxis_AreLinear()
    {
        string svg = Svg(SweepCharts.Lines(Caption, "channels", [0, 1, 2], [new("none", [3, 2, 1])]));
        Assert.Contains("channels", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("channels, log scale", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("timed out", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void HeatMap_WritesItsValues_AndTimeouts()
    {
        string svg = Svg(SweepCharts.HeatMap(Caption, "devices", ["1", "2"], "channels", ["4", "8"], [[1234, 567], [null, 12_345]]));
        foreach (string text in (string[])["1234", "567", "12.3 k", "timeout", "devices", "channels", "567 (light) to 12345 (dark)"]) Assert.Contains(text, svg, StringComparison.Ordinal);
    }

    [Fact]
    public void HeatMap_WithoutAnyValue_IsStillDrawn() =>
        Assert.Contains("timeout", Svg(SweepCharts.HeatMap(Caption, "a", ["1"], "b", ["1"], [[null]])), StringComparison.Ordinal);

    private static string Svg(Chart chart) => Encoding.UTF8.GetString(chart.ToSvg());
}
