using System.Text;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Interactive;
using MultifdBench.Results;
using MultifdBench.Tests.Results;
using ScottPlot;
using SkiaSharp;

namespace MultifdBench.Tests.Reporting;

public sealed class ChartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryChart_IsDrawn_AsPngAndAsSvgWithText()
    {
        IReadOnlyList<Chart> charts = ChartCatalog.Of(Sets.Write(_folder["set"], Sets.Mixed()), BuiltIn.Methods.Looks);
        string[] kinds = ["total-time-ms", "throughput-mbps", "pages-per-second", "downtime-ms", "cpu-s", "ratio-scatter",
            "channel-scaling", "rounds", "page-sizes"];
        Assert.Equal(kinds.Select(kind => $"redis-ycsb-b-1.00-gib-{kind}"), charts.Select(chart => chart.Name));
        Assert.All(charts, chart =>
        {
            Assert.True(Colours(chart.ToPng()) > 30, $"{chart.Name} is blank");
            string svg = Encoding.UTF8.GetString(chart.ToSvg());
            Assert.Contains("<text", svg, StringComparison.Ordinal);
            Assert.Contains("redis-ycsb-b", svg, StringComparison.Ordinal);
            Assert.Contains("box (Some CPU)", svg, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(40)]
    public void CodecFront_NamesEveryCodec_OnLinearAndLogarithmicAxes(double factor)
    {
        CodecPoint[] points = [new("own canned", true, 1.9, 400), new("LZ4", false, 1.5, 400 * factor),
            new("zlib 1", false, 2.1, 400 / factor)];
        Chart chart = CodecFront.Create("front", "Compressing", "Measured.", points);
        Assert.True(Colours(chart.ToPng()) > 30, "the chart is blank");
        string svg = Encoding.UTF8.GetString(chart.ToSvg());
        Assert.All(points, point => Assert.Contains(point.Name, svg, StringComparison.Ordinal));
        Assert.Equal(factor > 4, svg.Contains("log scale", StringComparison.Ordinal));
    }

    [Fact]
    public void DefaultFont_IsOurs_InBothWeights()
    {
        ChartFonts.Register();
        Assert.Equal(ChartFonts.Family, Fonts.Default);
        SKTypeface regular = Fonts.GetTypeface(ChartFonts.Family, bold: false, italic: false);
        SKTypeface bold = Fonts.GetTypeface(ChartFonts.Family, bold: true, italic: false);
        Assert.Equal(ChartFonts.Family, regular.FamilyName);
        Assert.False(regular.IsBold);
        Assert.True(bold.IsBold);
        Assert.True(regular.ContainsGlyphs("ms × ÷ ± – — µ"));
    }

    [Fact]
    public void ASetWithoutCompletedRuns_HasNoCharts()
    {
        ResultSet set = Sets.Write(_folder["set"], [Sets.Failed(Rows.Cell(), 1, RunOutcome.Timeout, "timeout is 120s")]);
        Assert.Empty(ChartCatalog.Of(set, BuiltIn.Methods.Looks));
    }

    [Fact]
    public void SingleRunOnOneChannelCount_StillDraws_ButShowsNoScaling()
    {
        IReadOnlyList<Chart> charts = ChartCatalog.Of(Sets.Write(_folder["set"], [Rows.Run(Rows.Cell())]), BuiltIn.Methods.Looks);
        Assert.DoesNotContain(charts, chart => chart.Name.EndsWith("channel-scaling", StringComparison.Ordinal));
        Assert.All(charts, chart => Assert.NotEmpty(chart.ToPng()));
    }

    [Fact]
    public void Environments_HaveChartsOfTheirOwn()
    {
        ResultSet set = Sets.Write(_folder["set"], [Rows.Run(Rows.Cell()), Rows.Run(Rows.Cell() with { Transport = "tcp" })]);
        string[] names = [.. ChartCatalog.Of(set, BuiltIn.Methods.Looks).Select(chart => chart.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Contains("redis-ycsb-b-1.00-gib-over-tcp-total-time-ms", names);
        Assert.Contains("redis-ycsb-b-1.00-gib-over-memory-total-time-ms", names);
    }

    [Fact]
    public void SimulatedSeries_SaySo_AndHaveThinLines()
    {
        ChartSeries[] series = [.. ChartSeries.Of(Sets.Write(_folder["set"], Sets.Mixed()).Summary, BuiltIn.Methods.Looks)];
        ChartSeries simulated = Assert.Single(series, one => !one.IsMeasured);
        Assert.Equal("qpl (simulated)", simulated.Name);
        Assert.Equal(2.5f, ChartStyle.LineWidth(isMeasured: true));
        Assert.True(ChartStyle.LineWidth(simulated.IsMeasured) < 2);
    }

    [Fact]
    public void Stripes_CoverTheBar_AndStayInIt()
    {
        CoordinateRect bar = new(1, 2, 0, 50);
        CoordinateLine[] stripes = [.. Hatching.Of(bar, new AxisLimits(0, 10, 0, 100))];
        Assert.InRange(stripes.Length, 20, 40);
        Assert.All(stripes, stripe =>
        {
            Assert.InRange(stripe.X1, 1, 2);
            Assert.InRange(stripe.X2, 1, 2);
            Assert.InRange(stripe.Y1, -1e-9, 50);
            Assert.InRange(stripe.Y2, 0, 50 + 1e-9);
        });
    }

    /// <summary>
    /// Of two methods with one ratio the slower one sends more bytes per second here; it is not on the front, and the axis says why.
    /// </summary>
    [Fact]
    public void SpeedBesideRatio_IsThatOfTheGuestsMemory_NotOfTheWire()
    {
        RunRow fast = Rows.Run(Rows.Cell("zstd")) with { Ratio = 4, PagesPerSecond = 500_000, ThroughputMbps = 4100 };
        RunRow wasteful = Rows.Run(Rows.Cell("zlib")) with { Ratio = 1.5, PagesPerSecond = 400_000, ThroughputMbps = 8700 };
        ResultSet set = Sets.Write(_folder["set"], [fast, wasteful]);
        string svg =
            Encoding.UTF8.GetString(
                Assert.Single(ChartCatalog.Of(set, BuiltIn.Methods.Looks),
                    chart => chart.Name.EndsWith("ratio-scatter", StringComparison.Ordinal)).ToSvg());
        Assert.Contains("guest throughput (MB/s)", svg, StringComparison.Ordinal);
        Assert.Contains("zero pages and resent ones too", svg, StringComparison.Ordinal);
        FrontData front = Assert.Single(ChartDataCatalog.Of(Assert.Single(ChartScope.Of(set, BuiltIn.Methods.Looks)), "id")!.Fronts);
        Assert.Equal([4, 2048], Assert.Single(front.Points));
    }

    /// <summary>A bar of a combination that timed out would be a figure; it is a bound.</summary>
    [Fact]
    public void TimedOutCombinations_AreBounds_NotBars()
    {
        RunRow[] half = [Rows.Run(Rows.Cell("zlib", 4), 1), Sets.Failed(Rows.Cell("zlib", 4), 2, RunOutcome.Timeout, "timeout is 120s")];
        ResultSet set = Sets.Write(_folder["set"],
            [Rows.Run(Rows.Cell()), .. half, Sets.Failed(Rows.Cell("zlib", 8), 1, RunOutcome.Timeout, "timeout is 120s")]);
        string svg = Encoding.UTF8.GetString(ChartCatalog.Of(set, BuiltIn.Methods.Looks)[0].ToSvg());
        Assert.Contains("&gt; 120 k ms, 100% failure", svg, StringComparison.Ordinal);
        Assert.Contains("&gt; 60.5 k ms", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void ParetoFront_KeepsWhatNothingBeats() => Assert.Equal(
        [(1, 9), (2, 5), (4, 2)],
        ParetoFront.Of([(1, 9), (1, 3), (2, 5), (2, 5), (3, 1), (4, 2), (1.5, 5)]));

    [Theory]
    [InlineData(29, false)]
    [InlineData(31, true)]
    public void Axis_IsLogarithmic_BeyondThirtyfold(double most, bool logarithmic)
    {
        ValueAxis axis = new([1, most, 0]);
        Assert.Equal(logarithmic, axis.IsLogarithmic);
        Assert.Equal(logarithmic ? axis.Base : 0, axis.Place(0));
        Assert.True(axis.Place(most) > axis.Place(1));
    }

    private static int Colours(byte[] png)
    {
        using SKBitmap bitmap = SKBitmap.Decode(png);
        return bitmap.Pixels.Distinct().Count();
    }
}
