using System.Text;
using System.Xml.Linq;
using MultifdBench.Reporting.Charts;
using MultifdBench.Results;
using MultifdBench.Tests.Results;
using ScottPlot;
using SkiaSharp;
using Palette = MultifdBench.Reporting.Charts.Palette;

namespace MultifdBench.Tests.Reporting;

public sealed class ChartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Advice simulates every zero-page mode, and recommends one; what was measured, or asked for, is always drawn.</summary>
    [Theory]
    [InlineData("zero_page_detection:\n- multifd\n", "multifd")]
    [InlineData("zero_page_detection: [multifd, none]\n", "multifd none")]
    [InlineData("name: a\n", "legacy multifd none")]
    [InlineData("---\nname: a\n---\nname: b\n", "legacy multifd none")]
    public void SimulatedZeroPageModes_ThatNobodyAskedFor_HaveNoCharts(string profile, string modes)
    {
        using TemporaryFolder folder = new();
        Combination[] cells =
        [
            .. from mode in (string[])["none", "legacy", "multifd"]
               select Rows.Cell("zstd", source: RunSource.Simulated) with { ZeroPageDetection = mode, Model = "spr-v4" },
        ];
        Combination measured = Rows.Cell("zstd") with { ZeroPageDetection = "legacy", Workload = "idle" };
        Sets.Write(folder["set"], [.. cells.Append(measured).Select(cell => Rows.Run(cell))]);
        File.WriteAllText(Path.Combine(folder["set"], ResultSetFiles.Profile), profile);
        IReadOnlyList<ChartScope> scopes = ChartScope.Of(ResultSet.Load(folder["set"]), BuiltIn.Methods.Looks);
        Assert.Equal(modes, string.Join(' ', scopes.Where(scope => scope.Guest.StartsWith("redis", StringComparison.Ordinal))
            .SelectMany(scope => scope.Rows).Select(row => row.Combination.ZeroPageDetection).Distinct().Order()));
        Assert.Contains(scopes, scope => scope.Guest.StartsWith("idle", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryChart_IsDrawn_AsPngAndAsSvgWithText()
    {
        IEnumerable<RunRow> runs = Sets.Mixed().Select(run => run with { WireBytes = 400_000_000 });
        IReadOnlyList<Chart> charts = ChartCatalog.Of(Sets.Write(_folder["set"], runs), BuiltIn.Methods.Looks);
        string[] kinds = ["total-time-ms", "downtime-ms", "ratio-scatter", "cpu-and-wire", "channel-scaling", "timeline",
            "timeline-runner-up", "page-sizes"];
        Assert.Equal(kinds.Select(kind => $"redis-ycsb-b-1.00-gib-{kind}"), charts.Select(chart => chart.Name));
        Assert.All(charts, chart =>
        {
            Assert.True(Colours(chart.ToPng()) > 30, $"{chart.Name} is blank");
            string svg = Encoding.UTF8.GetString(chart.ToSvg());
            Assert.Contains("<text", svg, StringComparison.Ordinal);
            Assert.Contains("redis-ycsb-b", svg, StringComparison.Ordinal);
            Assert.NotEmpty(chart.Summary);
            Assert.NotEmpty(chart.Figures.Rows);
            Assert.All(chart.Figures.Rows, row => Assert.Equal(chart.Figures.Columns.Count, row.Count));
            Assert.Contains("box (Some CPU)", svg, StringComparison.Ordinal);
        });
    }

    /// <summary>Names grow with what a method and its model are; what ends outside the picture is cut off.</summary>
    [Fact]
    public void EveryLabel_EndsInsideThePicture()
    {
        IEnumerable<RunRow> runs =
            from name in (string[])["zstd", "lz4"]
            from channels in (int[])[1, 2]
            let cell = Rows.Cell(name, channels, source: RunSource.Simulated) with { Model = "a host model of some length" }
            from run in (int[])[1, 2]
            select Rows.Run(cell, run) with { WireBytes = 4_000_000_000 };
        IReadOnlyList<Chart> charts = ChartCatalog.Of(Sets.Write(_folder["set"], runs), BuiltIn.Methods.Looks);
        Assert.Contains(charts, chart => chart.Name.EndsWith("cpu-and-wire", StringComparison.Ordinal));
        Assert.All(charts, chart => Assert.All(
            XDocument.Parse(Encoding.UTF8.GetString(chart.ToSvg())).Descendants().Where(element => element.Name.LocalName == "text"),
            text =>
            {
                if (text.Attribute("transform") is not null) return; // turned: its place is not its own
                double end = Number(text, "x") + Number(text, "textLength");
                Assert.True(end <= 1000, $"{chart.Name}: '{text.Value}' ends at {end}");
            }));
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
    public void SimulatedSeries_SaySo_AndAreDashedAndHollow()
    {
        ChartSeries[] series = [.. ChartSeries.Of(Sets.Write(_folder["set"], Sets.Mixed()).Summary, BuiltIn.Methods.Looks)];
        ChartSeries simulated = Assert.Single(series, one => !one.IsMeasured);
        Assert.Equal("qpl (simulated)", simulated.Name);
        Assert.True(ChartStyle.LineWidth(simulated.IsMeasured) < ChartStyle.LineWidth(isMeasured: true));
        string dashed = Drawn(simulated.Mark);
        Assert.True(dashed.Split('M').Length > 20, "a dashed line begins anew with every dash");
        string solid = Drawn(simulated.Mark with { IsMeasured = true });
        Assert.True(solid.Split('M').Length < dashed.Split('M').Length - 10, "a solid line is one");
    }

    /// <summary>In grey only the marker is left.</summary>
    [Fact]
    public void Methods_HaveMarkersOfTheirOwn()
    {
        (string Method, string Accel)[] methods =
            [("none", ""), ("zlib", ""), ("zstd", ""), ("qpl", ""), ("qatzip", "qat"), ("zlib", "qpl"), ("zlib", "qat")];
        MarkerShape[] shapes =
            [.. methods.Select(one => Palette.MarkOf(one.Method, one.Accel, isMeasured: true, 0, BuiltIn.Methods.Looks).Shape)];
        Assert.Equal(shapes.Length, shapes.Distinct().Count());
        Assert.NotEqual(shapes[^1], Palette.MarkOf("zlib", "qat", isMeasured: false, 0, BuiltIn.Methods.Looks).Shape);
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
        string svg = Svg(set, "ratio-scatter");
        Assert.Contains("guest throughput (MB/s)", svg, StringComparison.Ordinal);
        Assert.Contains("zero pages and resent ones too", svg, StringComparison.Ordinal);
        IEnumerable<string> figures = One(set, "ratio-scatter").Figures.Rows.Select(row => $"{row[0]} {row[3]} {row[4].Split('.')[0]}");
        Assert.Equal(["zlib-1 1.5 1638", "zstd-1 4 2048"], figures.Order());
    }

    /// <summary>A bar of a combination that timed out would be a figure; it is a bound.</summary>
    [Fact]
    public void TimedOutCombinations_AreBounds_NotBars()
    {
        RunRow[] half = [Rows.Run(Rows.Cell("zlib", 4), 1), Sets.Failed(Rows.Cell("zlib", 4), 2, RunOutcome.Timeout, "timeout is 120s")];
        ResultSet set = Sets.Write(_folder["set"],
            [Rows.Run(Rows.Cell()), .. half, Sets.Failed(Rows.Cell("zlib", 8), 1, RunOutcome.Timeout, "timeout is 120s")]);
        string svg = Svg(set, "total-time-ms");
        Assert.Contains("&gt; 120 k ms, 100% failure", svg, StringComparison.Ordinal);
        Assert.Contains("&gt; 60.5 k ms", svg, StringComparison.Ordinal);
    }

    /// <summary>A bar's length says nothing where the axis has no zero.</summary>
    [Theory]
    [InlineData(2, true)]
    [InlineData(50, false)]
    public void Bars_StandOnLinearAxesOnly(double factor, bool hasBars)
    {
        ResultSet set = Sets.Write(_folder["set"], [Rows.Run(Rows.Cell()), Rows.Run(Rows.Cell("zstd"), 1, 1000 * factor)]);
        string svg = Svg(set, "total-time-ms");
        Assert.Equal(hasBars, svg.Contains("Bars: ", StringComparison.Ordinal));
        Assert.Equal(!hasBars, svg.Contains("Dots: ", StringComparison.Ordinal));
        Assert.Equal(!hasBars, svg.Contains("log scale", StringComparison.Ordinal));
    }

    [Fact]
    public void Downtime_IsBesideItsLimit()
    {
        string svg = Svg(Sets.Write(_folder["set"], [Rows.Run(Rows.Cell())]), "downtime-ms");
        Assert.Contains("downtime limit, 300 ms", svg, StringComparison.Ordinal);
    }

    /// <summary>zstd sends 3 GB less than none for 6 CPU s more; zlib sends more than zstd for more: nobody would take it.</summary>
    [Fact]
    public void CpuAgainstWire_SaysWhatASavedGigabyteCosts()
    {
        ResultSet set = Sets.Write(_folder["set"], [Cost("none", 4, 2), Cost("zstd", 1, 8), Cost("zlib", 2, 20)]);
        string svg = Svg(set, "cpu-and-wire");
        Assert.Contains("zstd-1, 2 chl instead of none, 2 chl: 3.00 GB fewer for 6.00 CPU s more, 2.00 CPU s per saved GB (measured)", svg,
            StringComparison.Ordinal);
        Assert.DoesNotContain("zlib-1, 2 chl instead", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Timeline_IsOfOneRun_OfTheFastestAndOfTheNext()
    {
        string[] methods = ["zstd", "zlib", "qpl"];
        RunRow[] runs =
        [
            .. from repetition in Enumerable.Range(1, 5)
               from method in methods
               select Rows.Run(Rows.Cell(method), repetition, 400 + 100 * Array.IndexOf(methods, method) + repetition),
        ];
        ResultSet set = Sets.Write(_folder["set"], runs);
        string first = Svg(set, "timeline");
        Assert.Contains("zstd-1, 2 channels", first, StringComparison.Ordinal);
        Assert.Contains("the median run: 403 ms, 3 rounds", first, StringComparison.Ordinal);
        Assert.Contains("paused 20.0 ms", first, StringComparison.Ordinal);
        Assert.Contains("limit 300 ms", first, StringComparison.Ordinal);
        // 500 pages at the second sync, none left by the first round of 100 ms.
        Assert.Contains("Round 1: from 0 ms for 100.0 ms, 1000 pages dirty, sent at 10000 pages/s, the guest dirtied 5000 pages/s", first,
            StringComparison.Ordinal);
        Assert.Contains("zlib-1, 2 channels", Svg(set, "timeline-runner-up"), StringComparison.Ordinal);
    }

    /// <summary>Readings of every 100 ms, throttling and what a policy did are in the picture of the run that had them.</summary>
    [Fact]
    public void Timeline_ShowsThrottleAndThePolicysActions()
    {
        RunRow run = Rows.Run(Rows.Cell()) with { CpuThrottlePercentage = 40 };
        RoundRow round = Rows.Round(run) with
        {
            Actions = "1.2 s: downtime-limit 257 ms (3 passes); 2.5 s: guest suspended (it took long)",
        };
        TimelineRow[] readings =
        [
            .. Enumerable.Range(1, 9).Select(i => new TimelineRow
            {
                RunId = run.RunId, Ms = 100 * i, RemainingBytes = 4096 * (1000 - 100 * i), CpuThrottlePercentage = i > 4 ? 40 : 0,
            }),
        ];
        using (ResultSetWriter writer = ResultSetWriter.CreateAt(_folder["set"])) writer.Append(run, [round], timeline: readings);
        Chart chart = One(ResultSet.Load(_folder["set"]), "timeline");
        Assert.Contains("The guest was throttled, by 40 % at most.", chart.Summary, StringComparison.Ordinal);
        Assert.Contains("The policy's actions: downtime-limit 257 ms, guest suspended.", chart.Summary, StringComparison.Ordinal);
        string svg = Svg(ResultSet.Load(_folder["set"]), "timeline");
        Assert.Contains("the guest is throttled (%)", svg, StringComparison.Ordinal);
        Assert.Contains("downtime-limit 257 ms", svg, StringComparison.Ordinal);
        Assert.Contains("What remains is read every 100 ms", svg, StringComparison.Ordinal);
        Assert.NotEmpty(chart.ToPng());
    }

    [Fact]
    public void Timeline_ShowsTheSleepsOfDirtyLimit()
    {
        RunRow run = Rows.Run(Rows.Cell()) with { DirtyLimit = true, DirtyLimitThrottleTimePerRoundUs = 250_000 };
        TimelineRow[] readings =
        [
            .. Enumerable.Range(1, 9).Select(i => new TimelineRow
            {
                RunId = run.RunId, Ms = 100 * i, RemainingBytes = 4096 * (1000 - 100 * i),
                DirtyLimitThrottleTimePerRoundUs = i > 4 ? 250_000 : null,
            }),
        ];
        using (ResultSetWriter writer = ResultSetWriter.CreateAt(_folder["set"])) writer.Append(run, [Rows.Round(run)], timeline: readings);
        Chart chart = One(ResultSet.Load(_folder["set"]), "timeline");
        Assert.Contains("dirty-limit let it sleep for up to 250 ms at a time.", chart.Summary, StringComparison.Ordinal);
        string svg = Svg(ResultSet.Load(_folder["set"]), "timeline");
        Assert.Contains("sleep at a full dirty ring (ms)", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("the guest is throttled (%)", svg, StringComparison.Ordinal);
    }

    /// <summary>
    /// A guest that writes a little all the time has thousands of rounds; the picture has their line, the page no such table.
    /// </summary>
    [Fact]
    public void Timeline_OfThousandsOfRounds_ListsTheFirst()
    {
        RunRow run = Rows.Run(Rows.Cell());
        using (ResultSetWriter writer = ResultSetWriter.CreateAt(_folder["set"]))
            writer.Append(run, [.. Enumerable.Range(1, 3000).Select(round => Rows.Round(run, round))]);
        Chart chart = One(ResultSet.Load(_folder["set"]), "timeline");
        Assert.Equal(200, chart.Figures.Rows.Count);
        Assert.Contains("3000 rounds", chart.Summary, StringComparison.Ordinal);
        Assert.Contains("rounds.csv has all", chart.Summary, StringComparison.Ordinal);
        Assert.NotEmpty(chart.ToPng());
    }

    [Fact]
    public void HostileNames_AreTextInASvg()
    {
        RunRow run = Rows.Run(Rows.Cell()) with { Workload = "<script>\"&'" };
        string svg = Svg(Sets.Write(_folder["set"], [run]), "total-time-ms");
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        XElement root = XDocument.Parse(svg).Root!;
        Assert.Contains(run.Workload, root.Attribute("aria-label")!.Value, StringComparison.Ordinal);
        Assert.Equal("img", root.Attribute("role")!.Value);
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

    private static RunRow Cost(string method, double gigabytes, double cpuSeconds) => Rows.Run(Rows.Cell(method)) with
    {
        WireBytes = (long)(gigabytes * 1e9),
        SourceCpuS = cpuSeconds / 2,
        DestinationCpuS = cpuSeconds / 2,
    };

    private static Chart One(ResultSet set, string kind) => Assert.Single(
        ChartCatalog.Of(set, BuiltIn.Methods.Looks), chart => chart.Name.EndsWith($"-{kind}", StringComparison.Ordinal));

    private static string Svg(ResultSet set, string kind) => Encoding.UTF8.GetString(One(set, kind).ToSvg());

    private static string Drawn(SeriesMark mark)
    {
        Plot plot = ChartStyle.Create("lines", "");
        ChartStyle.AddLine(plot, [new(0, 0), new(1, 1)], mark);
        ChartStyle.AddPoints(plot, [new(0, 0), new(1, 1)], mark);
        return Encoding.UTF8.GetString(new Chart("lines", "lines", plot).ToSvg());
    }

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, System.Globalization.CultureInfo.InvariantCulture);

    private static int Colours(byte[] png)
    {
        using SKBitmap bitmap = SKBitmap.Decode(png);
        return bitmap.Pixels.Distinct().Count();
    }
}
