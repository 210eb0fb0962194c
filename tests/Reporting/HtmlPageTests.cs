using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using MultifdBench.Core;
using MultifdBench.Reporting;
using MultifdBench.Reporting.Charts;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Reporting;

public sealed class HtmlPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FirstScreen_IsTheQuestion_TheAnswer_AndOneChart_TheRestFolds()
    {
        RunRow[] idle = [.. Sets.Mixed().Select(run => run with
        {
            RunId = "idle/" + run.RunId,
            Workload = "idle",
            TotalTimeMs = run.TotalTimeMs / 10,
        })];
        IHtmlDocument page = Render(Sets.Write(_folder["set"], [.. idle, .. Sets.Mixed()]));
        Assert.Equal(
            "redis-ycsb-b, 1.00 GiB: which method migrates it fastest, on how many channels?", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(["measured", "simulated"], page.QuerySelectorAll(".answers .source").Select(badge => badge.TextContent));
        IElement[] open = [.. page.QuerySelectorAll(".answers, figure, table.figures, table.facts, .why")
            .Where(element => element.Closest("details") is null)];
        Assert.Equal(["answers", "chart"], open.Select(element => element.ClassName));
        Assert.Equal("redis-ycsb-b-1.00-gib-total-time-ms", open[1].Id);
        Assert.Equal(
            ["why", "idle-1.00-gib", "redis-ycsb-b-1.00-gib", "host", "notes"],
            page.QuerySelectorAll("details.fold").Select(fold => fold.Id));
        Assert.All(page.QuerySelectorAll("details"), fold => Assert.False(fold.HasAttribute("open")));
        Assert.Contains("Some CPU", page.QuerySelector("table.facts")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("12 combinations: 20 runs completed, 10 failed; 2 combinations could not run",
            page.QuerySelector(".set .lede")!.TextContent, StringComparison.Ordinal);
    }

    /// <summary>A decision over links is the answer, and the winner at one of them is not.</summary>
    [Fact]
    public void OverLinks_TheFirstAnswerIsWhereTheBestMethodChanges()
    {
        RunRow[] runs =
        [
            .. from link in (double[])[1, 100]
               from method in (string[])["none", "zstd"]
               let cell = Rows.Cell(method, source: RunSource.Simulated) with
               {
                   LinkGbps = link,
                   Model = Invariant.Text($"spr-v4 network.bandwidth_gbps={link}"),
               }
               select Rows.Run(cell, 1, method == "none" ? 10_000 / link : 1000),
        ];
        IHtmlDocument page = Render(Sets.Write(_folder["set"], runs));
        IElement answer = Assert.Single(page.QuerySelectorAll(".answers .answer"));
        Assert.Contains("zstd-1 below 10.0 Gbit/s, none above", answer.QuerySelector("strong")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("host model spr-v4", answer.QuerySelector(".scope")!.TextContent, StringComparison.Ordinal);
        Assert.EndsWith("total-time-by-link", page.QuerySelector("figure")!.Id, StringComparison.Ordinal);
        Assert.EndsWith("over which link?", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
    }

    /// <summary>A matrix decides for guests larger than those that it measures: they have charts and no table.</summary>
    [Fact]
    public void AGuestWithoutATable_HasItsChartsAllTheSame()
    {
        Combination cell = Rows.Cell("none", source: RunSource.Simulated) with { MemoryMib = 65536, Model = "box" };
        RunRow[] links = [.. ((double[])[1, 10]).Select(link => Rows.Run(cell with { LinkGbps = link, Model = $"box {link}" }))];
        LimitRow[] limits = [.. links.Select(row => Rows.Limit("none", row.LinkGbps!.Value) with { MemoryMib = 65536, Model = "box" })];
        Sets.Write(_folder["set"], [Rows.Run(Rows.Cell())]);
        using (ResultSetWriter writer = ResultSetWriter.Resume(_folder["set"]))
        {
            writer.WriteLinks(links);
            writer.WriteLimits(limits);
        }

        IHtmlDocument page = Render(ResultSet.Load(_folder["set"]));
        Assert.EndsWith("total-time-by-link", page.QuerySelector("figure")!.Id, StringComparison.Ordinal);
        IElement guest = page.QuerySelectorAll("details.guest").Single(fold => fold.QuerySelector("table.figures") is null);
        Assert.Equal("1 chart", guest.QuerySelector(".what")!.TextContent);
        Assert.EndsWith("dirty-rate-by-link", guest.QuerySelector("figure")!.Id, StringComparison.Ordinal);
    }

    /// <summary>What a picture shows is there as a text and as a table.</summary>
    [Fact]
    public void Charts_AreTheFilesPictures_WithTheirFiguresAndWords()
    {
        ResultSet set = Sets.Write(_folder["set"], Sets.Mixed());
        IHtmlDocument page = Render(set);
        IReadOnlyList<Chart> charts = ChartCatalog.Of(set, BuiltIn.Methods.Looks);
        Assert.Equal(charts.Select(chart => chart.Name).Order(), page.QuerySelectorAll("figure").Select(figure => figure.Id!).Order());
        foreach (Chart chart in charts)
        {
            IElement figure = page.GetElementById(chart.Name)!;
            IElement picture = Assert.Single(figure.QuerySelectorAll("svg"));
            Assert.Equal("img", picture.GetAttribute("role"));
            Assert.Contains(chart.Summary, picture.GetAttribute("aria-label"), StringComparison.Ordinal);
            Assert.Equal($"#{chart.Name}", figure.QuerySelector(".permalink")!.GetAttribute("href"));
            Assert.Equal(chart.Figures.Rows.Count, figure.QuerySelectorAll(".data tbody tr").Length);
            XElement file = XDocument.Parse(Encoding.UTF8.GetString(chart.ToSvg())).Root!;
            Assert.Equal(
                file.Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value.Trim()),
                picture.QuerySelectorAll("text").Select(text => text.TextContent.Trim()));
        }
    }

    /// <summary>White paper in a dark page would blind its reader.</summary>
    [Fact]
    public void Pictures_TakeThePagesColours_AndLeaveTheMethods()
    {
        IHtmlDocument page = Render(Sets.Write(_folder["set"], Sets.Mixed()));
        foreach (IElement picture in page.QuerySelectorAll("figure svg"))
        {
            Assert.DoesNotMatch("\"(white|black|#222|#222222|#666|#666666|#E4E4E4)\"", picture.OuterHtml);
            Assert.Contains("var(--paper)", picture.OuterHtml, StringComparison.Ordinal);
            Assert.Contains("var(--ink)", picture.OuterHtml, StringComparison.Ordinal);
            // Text without a colour is black on any page.
            Assert.All(picture.QuerySelectorAll("text"), text => Assert.True(text.HasAttribute("fill"), text.TextContent));
        }

        Assert.Contains("#0072B2", page.QuerySelector("figure svg")!.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_KeepSourcesApart_AndCarryNumbersToSortBy()
    {
        IHtmlDocument page = Render(Sets.Write(_folder["set"], Sets.Mixed()));
        IElement table = Assert.Single(page.QuerySelectorAll("table.figures"));
        Assert.Equal([RunSource.Measured, RunSource.Simulated], table.QuerySelectorAll("tbody").Select(body => body.ClassName));
        Assert.All(table.QuerySelectorAll("tr.row"), row => Assert.Equal(12, row.Children.Length));
        Assert.All(table.QuerySelectorAll("thead th"), head => Assert.Equal("col", head.GetAttribute("scope")));
        IElement partial =
            Assert.Single(table.QuerySelectorAll("tr.row"), row => row.TextContent.Contains("30% failure", StringComparison.Ordinal));
        Assert.Equal("785", partial.Children[1].GetAttribute("data-value"));
        Assert.Null(partial.Children[1].GetAttribute("title"));
        Assert.Matches(@"^95 % interval [\d.]+ to [\d.]+, n = 7$", partial.Children[2].GetAttribute("title"));
        IElement missing = Assert.Single(table.QuerySelectorAll("tr.row.unavailable"));
        Assert.Null(missing.Children[1].GetAttribute("data-value"));
    }

    [Fact]
    public void HostileNames_AreText()
    {
        const string Hostile = "files:</script><script>hacked=1</script><img src=x onerror=hacked=1>\"'&{{ 1 | plus: 1 }}";
        RunRow run = Rows.Run(Rows.Cell()) with { Workload = Hostile, Library = "<b>lib</b>", Model = "<i>" };
        RunRow failed = Sets.Failed(Rows.Cell("zstd"), 1, RunOutcome.Failed, "</td><script>hacked=1</script>") with { Workload = Hostile };
        ResultSet set = Sets.Write(_folder["<svg onload=hacked=1>"], [run, failed]);
        IHtmlDocument page = Render(set);
        Assert.Equal(3, page.QuerySelectorAll("script").Length);
        Assert.Empty(page.QuerySelectorAll("img, b, i, [onerror], [onload]"));
        Assert.Equal(page.QuerySelectorAll("figure").Length, page.QuerySelectorAll("svg").Length);
        Assert.Contains(Hostile, page.QuerySelector(".guest h2")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(Hostile, page.QuerySelector("figure svg")!.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains(page.QuerySelectorAll("svg text"), text => text.TextContent.Contains("<img src=x", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_ComesFromElsewhere_AndOnlyOurScriptsMayRun()
    {
        IHtmlDocument page = Render(Sets.Write(_folder["set"], Sets.Mixed()));
        Assert.Empty(page.QuerySelectorAll("[src], iframe, object, embed, form, base, link[rel=stylesheet]"));
        Assert.All(page.QuerySelectorAll("[href]"), link => Assert.Matches("^(#|data:)", link.GetAttribute("href")));
        Assert.DoesNotMatch("url\\(|@import", page.QuerySelector("style")!.TextContent);
        string policy = page.QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content")!;
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        foreach (IElement script in page.QuerySelectorAll("script:not([type])"))
            Assert.Contains($"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.TextContent)))}'", policy,
                StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy[policy.IndexOf("script-src", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void References_HaveTheirTargets_AndIdsAreUnique()
    {
        ResultSet[] sets = [Sets.Write(_folder["a"], Sets.Mixed()), Sets.Write(_folder["b"], Sets.Mixed())];
        IHtmlDocument page = Render(sets);
        string[] ids = [.. page.QuerySelectorAll("[id]").Select(element => element.Id!)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        IEnumerable<string> references = page.QuerySelectorAll("a[href]").Select(link => link.GetAttribute("href")![1..])
            .Concat(page.QuerySelectorAll("[aria-labelledby]").Select(element => element.GetAttribute("aria-labelledby")!))
            .Concat(page.QuerySelectorAll("[aria-describedby]").Select(element => element.GetAttribute("aria-describedby")!))
            .Concat(page.QuerySelectorAll("[data-table]").Select(element => element.GetAttribute("data-table")!))
            .Concat(page.QuerySelectorAll("[data-filters]").Select(element => element.GetAttribute("data-filters")!));
        Assert.All(references, reference => Assert.Contains(reference, ids));
    }

    [Fact]
    public void SetsOfDifferentHosts_StandApart_AndThePageSaysSo()
    {
        Sets.Write(_folder["a"], Sets.Mixed());
        Sets.Write(_folder["b"], Sets.Mixed());
        File.WriteAllText(Path.Combine(_folder["b"], ResultSetFiles.Host), """{ "host_name": "other", "cpu": "Other CPU" }""");
        IHtmlDocument page = Render(ResultSet.Load(_folder["a"]), ResultSet.Load(_folder["b"]));
        Assert.Contains("different hosts (box (Some CPU); other (Other CPU))", page.QuerySelector("header .lede")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(2, page.QuerySelectorAll("section.set").Length);
        Assert.Equal(2, page.QuerySelectorAll("table.figures").Length);
    }

    [Fact]
    public void WithoutACompletedRun_ThePageSaysThatThereIsNoAnswer()
    {
        IHtmlDocument page = Render(Sets.Write(_folder["set"], [Sets.Failed(Rows.Cell(), 1, RunOutcome.Timeout, "timeout is 120s")]));
        Assert.Empty(page.QuerySelectorAll("figure, .answer"));
        Assert.Contains("No run completed", page.QuerySelector(".answers")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void DefaultMatrix_FitsAMegabyteAndAHalf()
    {
        ResultSet set = Sets.Write(_folder["set"], Sets.LikeTheDefaultMatrix());
        string path = ReportWriter.Write([set], _folder["out"], BuiltIn.Methods.Looks, [ReportFormat.Html])[0];
        Assert.InRange(new FileInfo(path).Length, 100_000, 1_500_000);
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public void Texts_HaveContrast(string theme)
    {
        string style = Render(Sets.Write(_folder["set"], Sets.Mixed())).QuerySelector("style")!.TextContent;
        string rule =
            Regex.Match(style, theme == "dark" ? @":root\[data-theme=""dark""\] \{(.*?)\}" : @":root \{(.*?)\}",
                RegexOptions.Singleline).Groups[1].Value;
        double paper = Luminance(rule, "paper");
        foreach (string text in (string[])["ink", "muted", "accent", "warn"])
        {
            double other = Luminance(rule, text);
            double contrast = (Math.Max(paper, other) + 0.05) / (Math.Min(paper, other) + 0.05);
            Assert.True(contrast >= 4.5,
                string.Create(CultureInfo.InvariantCulture, $"{text} on paper, {theme}: {contrast:0.0} [WCAG 1.4.3 wants 4.5]"));
        }
    }

    private IHtmlDocument Render(params ResultSet[] sets)
    {
        string path = Assert.Single(ReportWriter.Write(sets, _folder["out"], BuiltIn.Methods.Looks, [ReportFormat.Html]));
        return new HtmlParser().ParseDocument(File.ReadAllText(path));
    }

    /// <summary>Relative luminance [WCAG 2].</summary>
    private static double Luminance(string rule, string name)
    {
        string hex = Regex.Match(rule, $"--{name}: #([0-9a-f]+);").Groups[1].Value;
        if (hex.Length == 3) hex = string.Concat(hex.Select(digit => $"{digit}{digit}"));
        double[] linear = [.. hex.Chunk(2).Select(pair => int.Parse(pair, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4))];
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }
}
