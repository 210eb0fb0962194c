using System.Text;
using MultifdBench.Core;
using MultifdBench.Reporting.Charts;
using MultifdBench.Results;
using MultifdBench.Tests.Results;
using ScottPlot;

namespace MultifdBench.Tests.Reporting;

/// <summary>Charts that decide between methods: by link, and by what the guest dirties.</summary>
public sealed class LinkChartTests : IDisposable
{
    private static readonly string[] Methods = ["none", "zstd"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>On both axes' logarithms none falls by its slope and zstd is level: they cross at half of the way from 1 to 100.</summary>
    [Fact]
    public void TotalTime_NamesTheLink_WhereTheBestMethodChanges()
    {
        ResultSet set = Sets.Write(
            _folder["set"], [Run("none", 1, 10_000), Run("none", 100, 100), Run("zstd", 1, 1000), Run("zstd", 100, 1000)]);
        Chart chart = Chart(set, "total-time-by-link");
        Assert.Contains("Least total time: zstd-1 below 10.0 Gbit/s, none above.", chart.Summary, StringComparison.Ordinal);
        string svg = Encoding.UTF8.GetString(chart.ToSvg());
        Assert.Contains("zstd-1 | none", svg, StringComparison.Ordinal);
        Assert.Contains("host model spr-iaa4", svg, StringComparison.Ordinal);
        Assert.Contains("Simulated; lines closer than the model", svg, StringComparison.Ordinal);
    }

    /// <summary>It may be tried here, and nobody can have it in production: it is drawn, marked, and is no answer.</summary>
    [Fact]
    public void TotalTime_WhatQemuDoesNotHave_IsMarked_AndNeverTheBest()
    {
        RunRow Canned(double link, double ms)
        {
            Combination cell = Cell("qpl", link, 2) with { Level = null, Accel = "qpl", Huffman = "canned" };
            return Rows.Run(cell, 1, ms) with { Verified = null };
        }

        ResultSet set = Sets.Write(_folder["set"], [Run("none", 1, 10_000), Run("none", 100, 100), Canned(1, 50), Canned(100, 50)]);
        Chart chart = Chart(set, "total-time-by-link");
        Assert.Contains("Least total time: none at every link", chart.Summary, StringComparison.Ordinal);
        Assert.Matches(@"qpl\+iaa[^<]*\(not in QEMU\)", Encoding.UTF8.GetString(chart.ToSvg()));
    }

    [Fact]
    public void TotalTime_TakesTheBestChannelCountAtEachLink()
    {
        ResultSet set = Sets.Write(_folder["set"],
            [Run("zstd", 1, 900, 2), Run("zstd", 1, 800, 4), Run("zstd", 10, 300, 2), Run("zstd", 10, 500, 4)]);
        Chart chart = Chart(set, "total-time-by-link");
        Assert.Equal(["1 0.8", "10 0.3"], chart.Figures.Rows.Select(row => $"{row[1]} {row[2]}"));
        string svg = Encoding.UTF8.GetString(chart.ToSvg());
        Assert.Contains("zstd-1, 4 channels, 1 Gbit/s: 0.800 s", svg, StringComparison.Ordinal);
        Assert.Contains("zstd-1, 2 channels, 10 Gbit/s: 0.300 s", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void TotalTime_HasABound_WhereAMethodTimedOut()
    {
        RunRow dead = Sets.Failed(Cell("none", 1, 2), 1, RunOutcome.Timeout, "timeout is 120s") with { TotalTimeMs = 120_000 };
        ResultSet set = Sets.Write(_folder["set"], [dead, Run("none", 10, 900), Run("zstd", 1, 5000), Run("zstd", 10, 1000)]);
        Chart chart = Chart(set, "total-time-by-link");
        Assert.Equal("yes", chart.Figures.Rows[0][3]);
        // Nobody knows where none would overtake zstd: only that it has at the second link.
        Assert.Contains("zstd-1 below 1 to 10 Gbit/s, none above", chart.Summary, StringComparison.Ordinal);
        Assert.Contains("Arrows: timed out", Encoding.UTF8.GetString(chart.ToSvg()), StringComparison.Ordinal);
    }

    /// <summary>One link is no line, and a model that has none stands at the parameter's upper end.</summary>
    [Theory]
    [InlineData(10, 10)]
    [InlineData(10, 10_000)]
    public void OneLink_HasNoChart(double first, double second)
    {
        ResultSet set = Sets.Write(_folder["set"], [Run("none", first, 100), Run("zstd", second, 200)]);
        Assert.DoesNotContain(
            ChartCatalog.Of(set, BuiltIn.Methods.Looks), chart => chart.Name.Contains("by-link", StringComparison.Ordinal));
    }

    [Fact]
    public void HostModels_HaveChartsOfTheirOwn()
    {
        RunRow[] runs =
        [
            .. from model in (string[])["spr-v4", "this-host"]
               from link in (double[])[1, 10]
               select Run("zstd", link, 100 / link, model: model),
        ];
        string[] names = [.. ChartCatalog.Of(Sets.Write(_folder["set"], runs), BuiltIn.Methods.Looks).Select(chart => chart.Name)
            .Where(name => name.EndsWith("total-time-by-link", StringComparison.Ordinal))];
        Assert.Equal(
            ["redis-ycsb-b-1.00-gib-host-model-spr-v4-total-time-by-link", "redis-ycsb-b-1.00-gib-host-model-this-host-total-time-by-link"],
            names);
    }

    /// <summary>Channels and methods have a place there, links have none.</summary>
    [Fact]
    public void OtherCharts_AreOfTheMiddleLink()
    {
        RunRow[] runs = [.. from link in (double[])[1, 10, 100] from method in Methods select Run(method, link, 1000 / link)];
        Chart chart = Chart(Sets.Write(_folder["set"], runs), "total-time-ms");
        Assert.Contains("10 Gbit/s", chart.Title, StringComparison.Ordinal);
        Assert.Equal(["none 100", "zstd-1 100"], chart.Figures.Rows.Select(row => $"{row[0]} {row[3]}"));
    }

    [Fact]
    public void SurvivableRates_AreLines_WithBounds_BesideWhatTheGuestDoes()
    {
        Write(
            _folder["set"],
            [Run("none", 1, 100) with { DirtyPagesPerSecond = 20_000 }, Run("none", 10, 50) with { DirtyPagesPerSecond = 20_000 }],
            [Rows.Limit("none", 1, 30_000), Rows.Limit("none", 10, 300_000), Rows.Limit("zstd", 1, 90_000),
                Rows.Limit("zstd", 10, 500_000) with { IsBound = true }]);
        Chart chart = Chart(ResultSet.Load(_folder["set"]), "dirty-rate-by-link");
        string svg = Encoding.UTF8.GetString(chart.ToSvg());
        foreach (string text in (string[])["this guest dirties 20.0 k pages/s", "zstd-1 (at least)", "Arrows: even the largest rate tried",
            "none, 2 channels, 1 Gbit/s: 30000 pages/s"]) Assert.Contains(text, svg, StringComparison.Ordinal);
        Assert.Contains("This guest dirties 20000 pages/s", chart.Summary, StringComparison.Ordinal);
    }

    /// <summary>A matrix measures at one link and decides over several, of a guest that no table of it has.</summary>
    [Fact]
    public void WhatWasDecidedFrom_IsDrawn_AndTheDecisionIsTheAnswer()
    {
        string folder = _folder["set"];
        Sets.Write(folder, [Rows.Run(Rows.Cell())]);
        DecisionRow low = Rows.Decision(1, "zstd-1", "none") with { MemoryMib = 1024, Model = "box", ModelError = 0.05 };
        using (ResultSetWriter writer = ResultSetWriter.Resume(folder))
        {
            writer.WriteLinks(
            [
                .. from model in (string[])["alien", "box"]
                   from link in (double[])[1, 10]
                   from method in Methods
                   select Run(method, link, 100 / link, model: model),
            ]);
            writer.WriteDecisions([low, Rows.Decision(10) with { MemoryMib = 1024, Model = "box" }]);
        }

        ResultSet set = ResultSet.Load(folder);
        Chart[] charts = [.. ChartCatalog.Of(set, BuiltIn.Methods.Looks)
            .Where(one => one.Title.StartsWith("total time over", StringComparison.Ordinal))];
        Assert.Equal(
            ["redis-ycsb-b, 1.00 GiB, this host (box)", "redis-ycsb-b, 1.00 GiB, host model alien"],
            charts.Select(one => one.Title[(one.Title.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
        Assert.Contains("Least total time: zstd-1 on 1 channel below", charts[0].Summary, StringComparison.Ordinal);
        Assert.Contains("error, 5.00 %, are a tie", Encoding.UTF8.GetString(charts[0].ToSvg()), StringComparison.Ordinal);
        Assert.Null(charts[0].Answer);
        Assert.NotNull(charts[1].Answer);
        Assert.Equal(charts[0].Name, ChartCatalog.Lead(set, ChartCatalog.Of(set, BuiltIn.Methods.Looks))!.Name);
    }

    /// <summary>Damaged or hopeless limits draw nothing.</summary>
    [Theory]
    [InlineData(1, 10, 0)]
    [InlineData(-1, 0, 1000)]
    [InlineData(double.MaxValue, 10, 1000)]
    public void SurvivableRates_WithoutALine_HaveNoChart(double first, double second, double rate)
    {
        Write(_folder["set"], [Run("none", 1, 100)], [Rows.Limit("none", first, rate), Rows.Limit("none", second, rate)]);
        Assert.DoesNotContain(ChartCatalog.Of(ResultSet.Load(_folder["set"]), BuiltIn.Methods.Looks),
            chart => chart.Name.EndsWith("dirty-rate-by-link", StringComparison.Ordinal));
    }

    [Fact]
    public void Crossings_AreThoseOfTheBest_AndNotOfTheOthers()
    {
        ParameterLine[] lines = [Line("a", 1, 100), Line("b", 10, 10), Line("c", 100, 1), Line("d", 200, 50)];
        // a meets b and c at 10: of lines that meet in one place the one that ends lowest goes on.
        LinkCrossing crossing = Assert.Single(LinkCrossings.Of(lines));
        Assert.Equal(("a", "c"), (crossing.Below, crossing.Above));
        Assert.Equal(10, crossing.From, 9);
        Assert.Equal(10, crossing.Value, 9);
        Assert.Equal("a below 10.0 Gbit/s, c above", LinkCrossings.Describe(lines));
    }

    [Fact]
    public void Crossings_NameTheMethodBetweenTwo()
    {
        ParameterLine[] lines = [Line("a", 1, 100), Line("b", 4, 4), Line("c", 100, 1)];
        Assert.Equal(["a b", "b c"], LinkCrossings.Of(lines).Select(crossing => $"{crossing.Below} {crossing.Above}"));
        Assert.Matches(@"^a below [\d.]+ Gbit/s, b up to [\d.]+ Gbit/s, c above$", LinkCrossings.Describe(lines));
    }

    [Fact]
    public void LinesThatLieOnEachOther_DoNotCross() =>
        Assert.Equal("a at every link", LinkCrossings.Describe([Line("a", 100, 10), Line("b", 101, 9.999)]));

    [Fact]
    public void NothingKnown_IsNoAnswer() =>
        Assert.Empty(LinkCrossings.Describe([new ParameterLine("a", default, [new ParameterPoint(1, 5, IsBound: true, "")])]));

    /// <summary>Two methods over three links, one of them with a time-out and a bound.</summary>
    public static ResultSet Set(string folder)
    {
        RunRow dead = Sets.Failed(Cell("none", 1, 2), 1, RunOutcome.Timeout, "timeout is 120s") with { TotalTimeMs = 120_000 };
        RunRow[] runs =
        [
            dead, Run("none", 10, 9000), Run("none", 100, 1000), Run("zstd", 1, 50_000), Run("zstd", 10, 6000), Run("zstd", 100, 5000),
        ];
        LimitRow[] limits =
        [
            Rows.Limit("none", 1, 20_000), Rows.Limit("none", 10, 200_000), Rows.Limit("none", 100, 1_000_000) with { IsBound = true },
            Rows.Limit("zstd", 1, 60_000), Rows.Limit("zstd", 10, 150_000), Rows.Limit("zstd", 100, 150_000),
        ];
        Write(folder, [.. runs.Select(run => run with { DirtyPagesPerSecond = 30_000 })], limits);
        return ResultSet.Load(folder);
    }

    private static ParameterLine Line(string name, double first, double last) => new(
        name, new SeriesMark(Colors.Black, MarkerShape.FilledCircle, false), [new(1, first, false, ""), new(100, last, false, "")]);

    private static Combination Cell(string method, double link, int channels, string model = "spr-iaa4") =>
        Rows.Cell(method, channels, RunSource.Simulated) with
        {
            LinkGbps = link,
            Transport = "tcp",
            Model = Invariant.Text($"{model} network.bandwidth_gbps={link}"),
        };

    private static RunRow Run(string method, double link, double ms, int channels = 2, string model = "spr-iaa4") =>
        Rows.Run(Cell(method, link, channels, model), 1, ms) with { Verified = null };

    private static void Write(string folder, RunRow[] runs, LimitRow[] limits)
    {
        Sets.Write(folder, runs);
        using ResultSetWriter writer = ResultSetWriter.Resume(folder);
        writer.WriteLimits(limits);
    }

    private static Chart Chart(ResultSet set, string kind) =>
        Assert.Single(ChartCatalog.Of(set, BuiltIn.Methods.Looks), chart => chart.Name.EndsWith($"-{kind}", StringComparison.Ordinal));
}
