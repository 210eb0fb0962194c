using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using MultifdBench.Reporting;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Reporting;

public sealed class HtmlPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Page_OpensWithTheAnswer_ThenTables_ThenHost()
    {
        IHtmlDocument page = Render(Sets.Write(_folder["set"], Sets.Mixed()));
        Assert.Equal(["measured", "simulated"], page.QuerySelectorAll(".answer .source").Select(badge => badge.TextContent));
        IElement[] order = [.. page.QuerySelectorAll(".answers, table.figures, .charts, table.facts, #notes")];
        Assert.Equal(["answers", "figures", "charts", "facts", ""], order.Select(element => element.ClassName ?? ""));
        Assert.Contains("Some CPU", order[3].TextContent, StringComparison.Ordinal);
        Assert.Contains("6 combinations: 10 runs completed, 5 failed; 1 combinations could not run",
            page.QuerySelector(".set .lede")!.TextContent, StringComparison.Ordinal);
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
        Assert.Equal(6, page.QuerySelectorAll("script").Length);
        Assert.Empty(page.QuerySelectorAll("img, svg, b:not(figcaption b), i, [onerror], [onload]"));
        Assert.Contains(Hostile, page.QuerySelector(".guest h2")!.TextContent, StringComparison.Ordinal);
        using JsonDocument data = JsonDocument.Parse(page.GetElementById("chart-data")!.TextContent);
        Assert.Contains(Hostile, data.RootElement[0].GetProperty("title").GetString(), StringComparison.Ordinal);
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
        Assert.Empty(page.QuerySelectorAll(".charts, .answer"));
        Assert.Contains("No run completed", page.QuerySelector(".answers")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("[]", page.GetElementById("chart-data")!.TextContent);
    }

    [Fact]
    public void DefaultMatrix_FitsThreeMegabytes()
    {
        ResultSet set = Sets.Write(_folder["set"], Sets.LikeTheDefaultMatrix());
        string path = ReportWriter.Write([set], _folder["out"], BuiltIn.Methods.Looks, [ReportFormat.Html])[0];
        Assert.InRange(new FileInfo(path).Length, 1_000_000, 3_000_000);
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
