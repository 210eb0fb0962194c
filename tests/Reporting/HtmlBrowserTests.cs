using MultifdBench.Reporting;
using MultifdBench.Results;
using MultifdBench.Tests.Results;
using PuppeteerSharp;

namespace MultifdBench.Tests.Reporting;

/// <summary>The page as a reader has it, in a real browser.</summary>
[Trait("needs", "chromium")]
public sealed class HtmlBrowserTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const string Total = "tbody.measured tr.row td:nth-child(2)";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EverythingIsDrawn_AndEveryButtonWorks_WithoutAComplaint()
    {
        await using Browser.OpenPage open = await OpenAsync(Sets.Mixed());
        int charts = await Count(open.Page, ".chart");
        Assert.Equal(5, charts);
        await DrawAll(open.Page);
        // Twice, so that everything that was switched off is on again.
        for (int i = 0; i < 2; i++)
            await open.Page.EvaluateExpressionAsync("document.querySelectorAll('button').forEach(button => button.click())");
        Assert.Equal(charts, await Count(open.Page, ".chart svg"));
        Assert.True(
            await open.Page.EvaluateExpressionAsync<bool>(
                "[...document.querySelectorAll('.chart svg')].every(svg => svg.querySelectorAll('path').length > 5)"));
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task Sorting_GoesUpDownAndBack_WithMissingFiguresLast_AndSourcesApart()
    {
        await using Browser.OpenPage open = await OpenAsync(Sets.Mixed());
        string[] written = await Texts(open.Page, "tr.row th");
        Assert.Equal(["500", "785", "1000", ">", "–"], await Sorted(open.Page, "ascending"));
        Assert.Equal([">", "1000", "785", "500", "–"], await Sorted(open.Page, "descending"));
        Assert.Equal("simulated",
            await open.Page.EvaluateExpressionAsync<string>("[...document.querySelectorAll('tr.row')].at(-1).parentElement.className"));
        await Sorted(open.Page, "none");
        Assert.Equal(written, await Texts(open.Page, "tr.row th"));
    }

    [Fact]
    public async Task Filter_KeepsRowsWithEveryWord_AndSaysHowMany()
    {
        await using Browser.OpenPage open = await OpenAsync(Sets.Mixed());
        await open.Page.TypeAsync("input[type=search]", "ZLIB 4");
        Assert.Equal(["4 chl, zlib-1"], await Texts(open.Page, "tr.row:not([hidden]) th"));
        Assert.Equal("1 of 6 rows", await open.Page.EvaluateExpressionAsync<string>("document.querySelector('output').value"));
        await open.Page.EvaluateExpressionAsync(
            "(input => { input.value = ''; input.dispatchEvent(new Event('input')); })(document.querySelector('input[type=search]'))");
        Assert.Equal(6, await Count(open.Page, "tr.row:not([hidden])"));
    }

    [Fact]
    public async Task Hover_ShowsValuesWithUnits_AndHostileNamesAsText()
    {
        const string Hostile = "<img src=x onerror=hacked=1>";
        RunRow[] runs = [.. Enumerable.Range(1, 3).Select(i => Rows.Run(Sets.Library(Rows.Cell(), Hostile), i, 1000 + i)),
            Rows.Run(Sets.Library(Rows.Cell(), Hostile + "2"))];
        await using Browser.OpenPage open = await OpenAsync(runs);
        await DrawAll(open.Page);
        foreach (string kind in (string[])["bars", "ratio", "rounds", "sizes"])
        {
            // Through the library itself: where exactly a point lies depends on fonts.
            string text = await open.Page.EvaluateFunctionAsync<string>(
                """
                kind => {
                  const chart = echarts.getInstanceByDom(document.querySelector(`[data-kind=${kind}] .chart`));
                  const series = chart.getOption().series.findIndex(one => one.name);
                  chart.dispatchAction({ type: 'showTip', seriesIndex: series, dataIndex: 0 });
                  return document.querySelector(`[data-kind=${kind}] .tip`).textContent;
                }
                """,
                kind);
            Assert.Contains(Hostile, text, StringComparison.Ordinal);
            Assert.Matches("ms|MB/s|Mbit/s|%", text);
        }

        Assert.Equal("undefined", await open.Page.EvaluateExpressionAsync<string>("typeof hacked"));
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task Theme_FollowsTheSystem_UntilTheReaderChooses()
    {
        await using Browser.OpenPage open = await OpenAsync(Sets.Mixed());
        const string Paper = "getComputedStyle(document.body).backgroundColor";
        await open.Page.EmulateMediaFeaturesAsync(
            [new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = "dark" }]);
        await open.Page.WaitForSelectorAsync("html[data-theme=dark]");
        Assert.Equal("rgb(21, 23, 26)", await open.Page.EvaluateExpressionAsync<string>(Paper));
        await open.Page.ClickAsync("#theme");
        await open.Page.WaitForSelectorAsync("html[data-theme=light]");
        Assert.Equal("rgb(255, 255, 255)", await open.Page.EvaluateExpressionAsync<string>(Paper));
    }

    [Fact]
    public async Task OnAPhone_OnlyTablesScrollSideways()
    {
        await using Browser.OpenPage open = await OpenAsync(Sets.Mixed(), width: 390);
        await DrawAll(open.Page);
        Assert.Equal(390, await open.Page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"));
        Assert.True(
            await open.Page.EvaluateExpressionAsync<bool>("(box => box.scrollWidth > box.clientWidth)(document.querySelector('.scroll'))"));
    }

    [Fact]
    public async Task OnPaper_EveryChartIsThere()
    {
        await using Browser.OpenPage open = await OpenAsync(Sets.Mixed());
        byte[] pdf = await open.Page.PdfDataAsync();
        Assert.Equal("%PDF"u8.ToArray(), pdf[..4]);
        Assert.Equal(5, await Count(open.Page, ".chart svg"));
        Assert.Empty(open.Complaints);
    }

    private async Task<Browser.OpenPage> OpenAsync(IEnumerable<RunRow> runs, int width = 1280) =>
        await browser.OpenOrSkipAsync(
            ReportWriter.Write([Sets.Write(_folder["set"], runs)], _folder["out"], BuiltIn.Methods.Looks, [ReportFormat.Html])[0], width);

    /// <summary>Scrolls to every chart until it is drawn.</summary>
    private static async Task DrawAll(IPage page)
    {
        await page.WaitForFunctionAsync(
            """
            () => {
              const missing = [...document.querySelectorAll('.chart')].find(chart => !chart.querySelector('svg'));
              missing?.scrollIntoView();
              return !missing;
            }
            """);
    }

    private static async Task<string[]> Sorted(IPage page, string direction)
    {
        await page.ClickAsync("thead th:nth-child(2) button");
        Assert.Equal(direction,
            await page.EvaluateExpressionAsync<string>("document.querySelector('thead th:nth-child(2)').getAttribute('aria-sort')"));
        return [.. (await Texts(page, Total)).Select(text => text.Split(' ')[0])];
    }

    private static Task<int> Count(IPage page, string selector) =>
        page.EvaluateFunctionAsync<int>("selector => document.querySelectorAll(selector).length", selector);

    private static Task<string[]> Texts(IPage page, string selector) =>
        page.EvaluateFunctionAsync<string[]>(
            "selector => [...document.querySelectorAll(selector)].map(element => element.textContent)", selector);
}
