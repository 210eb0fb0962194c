using System.Globalization;
using System.Xml.Linq;
using MultifdBench.Reporting;
using MultifdBench.Results;
using MultifdBench.Tests.Results;
using PuppeteerSharp;

namespace MultifdBench.Tests.Reporting;

/// <summary>The page as a reader has it, in a real browser.</summary>
[Trait("needs", "chromium")]
public sealed class HtmlBrowserTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const string Total = "table.figures tbody.measured tr.row td:nth-child(2)";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryButtonWorks_WithoutAComplaint()
    {
        await using Browser.OpenPage open = await OpenAsync(Sets.Mixed());
        // Twice, so that everything that was switched off is on again.
        for (int i = 0; i < 2; i++)
            await open.Page.EvaluateExpressionAsync("document.querySelectorAll('button').forEach(button => button.click())");
        Assert.Equal(7, await Count(open.Page, "figure svg"));
        Assert.Equal(0, await Count(open.Page, ".actions[hidden]"));
        Assert.Empty(open.Complaints);
    }

    /// <summary>What a browser saves is a picture of the page's theme, and the figures; names of workloads may hold anything.</summary>
    [Fact]
    public async Task Charts_AreSaved_AsPngSvgAndCsv()
    {
        RunRow[] runs = [.. new[] { "zlib", "zstd" }.Select(method => Rows.Run(Rows.Cell(method)) with { Workload = "a \"b\", c" })];
        await using Browser.OpenPage open = await OpenAsync(runs);
        string[] saved = await open.Page.EvaluateFunctionAsync<string[]>(
            """
            async () => {
              const blobs = [];
              URL.createObjectURL = blob => { blobs.push(blob); return 'data:,'; };
              HTMLAnchorElement.prototype.click = function () { blobs.at(-1).file = this.download; };
              const group = document.querySelector('figure .actions');
              for (const name of ['save PNG', 'save SVG', 'save CSV']) {
                const before = blobs.length;
                [...group.querySelectorAll('button')].find(button => button.textContent === name).click();
                while (blobs.length === before) await new Promise(resolve => setTimeout(resolve, 10));
              }
              const start = new Uint8Array(await blobs[0].arrayBuffer());
              const type = String.fromCharCode(...start.slice(1, 4));
              return [type, String(blobs[0].size), blobs[0].file, await blobs[1].text(), await blobs[2].text()];
            }
            """);
        Assert.Equal("PNG", saved[0]);
        Assert.True(int.Parse(saved[1], CultureInfo.InvariantCulture) > 10_000, "the picture is empty");
        Assert.Equal("a-b-c-1.00-gib-total-time-ms.png", saved[2]);
        Assert.DoesNotContain("var(", saved[3], StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Parse(saved[3]).Root!.Name.LocalName);
        string[] lines = saved[4].Split("\r\n");
        Assert.StartsWith("method,source,channels,total time (ms),", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("zlib-1,measured,2,1000,", lines[1], StringComparison.Ordinal);
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task ALinkLeadsIntoAFold_AndFoldsOpenAndCloseTogether()
    {
        await using Browser.OpenPage open = await OpenAsync(Sets.Mixed());
        const string Open = "details.fold[open]";
        Assert.Equal(0, await Count(open.Page, Open));
        await open.Page.EvaluateExpressionAsync("location.hash = '#redis-ycsb-b-1.00-gib-page-sizes'");
        await open.Page.WaitForSelectorAsync("details[id='redis-ycsb-b-1.00-gib'][open]");
        Assert.Equal(1, await Count(open.Page, Open));
        await open.Page.ClickAsync("#unfold");
        int all = await Count(open.Page, "details.fold");
        Assert.Equal(all, await Count(open.Page, Open));
        await open.Page.ClickAsync("#unfold");
        Assert.Equal(0, await Count(open.Page, Open));
        // Paper shows all of them, and afterwards the screen is as it was.
        await open.Page.EvaluateExpressionAsync("dispatchEvent(new Event('beforeprint'))");
        Assert.Equal(all, await Count(open.Page, Open));
        await open.Page.EvaluateExpressionAsync("dispatchEvent(new Event('afterprint'))");
        Assert.Equal(0, await Count(open.Page, Open));
    }

    /// <summary>
    /// Without a mouse: the first key leads past the navigation, folds open, and whatever takes the focus shows it and has a name.
    /// </summary>
    [Fact]
    public async Task Keyboard_ReachesEverything()
    {
        await using Browser.OpenPage open = await OpenAsync(Sets.Mixed());
        await open.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("skip", await open.Page.EvaluateExpressionAsync<string>("document.activeElement.className"));
        await open.Page.FocusAsync("#host > summary");
        await open.Page.Keyboard.PressAsync("Enter");
        await open.Page.WaitForSelectorAsync("#host[open]");
        string[] nameless = await open.Page.EvaluateExpressionAsync<string[]>(
            """
            [...document.querySelectorAll('a, button, summary, input, [tabindex], [role]')].filter(element => {
              const label = document.getElementById(element.getAttribute('aria-labelledby'))?.textContent
                ?? element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
              return label.trim() === '' && element.tagName !== 'PRE';
            }).map(element => element.outerHTML.slice(0, 80))
            """);
        Assert.Empty(nameless);
        Assert.NotEqual("none", await open.Page.EvaluateExpressionAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
    }

    [Fact]
    public async Task Sorting_GoesUpDownAndBack_WithMissingFiguresLast_AndSourcesApart()
    {
        await using Browser.OpenPage open = await OpenAsync(Sets.Mixed());
        await Unfold(open.Page);
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
        await Unfold(open.Page);
        await open.Page.TypeAsync("input[type=search]", "ZLIB 4");
        Assert.Equal(["4 chl, zlib-1"], await Texts(open.Page, "tr.row:not([hidden]) th"));
        Assert.Equal("1 of 6 rows", await open.Page.EvaluateExpressionAsync<string>("document.querySelector('.filter output').value"));
        await open.Page.EvaluateExpressionAsync(
            "(input => { input.value = ''; input.dispatchEvent(new Event('input')); })(document.querySelector('input[type=search]'))");
        Assert.Equal(6, await Count(open.Page, "tr.row:not([hidden])"));
    }

    [Fact]
    public async Task Points_SayWhatTheyAre_AndHostileNamesAreText()
    {
        const string Hostile = "<img src=x onerror=hacked=1>";
        RunRow[] runs = [.. Enumerable.Range(1, 3).Select(i => Rows.Run(Sets.Library(Rows.Cell(), Hostile), i, 1000 + i)),
            Rows.Run(Sets.Library(Rows.Cell(), Hostile + "2"))];
        await using Browser.OpenPage open = await OpenAsync(runs);
        string[] hints = await Texts(open.Page, "figure circle title");
        Assert.Contains(hints, hint => hint.Contains(Hostile, StringComparison.Ordinal) && hint.Contains(" ms", StringComparison.Ordinal));
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

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task ThePage_IsNoWiderThanTheScreen(int width)
    {
        await using Browser.OpenPage open = await OpenAsync(Sets.Mixed(), width);
        await Unfold(open.Page);
        Assert.Equal(width, await open.Page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"));
        // On a phone tables and pictures scroll inside, so that their texts stay readable.
        const string Scrolls = "(box => box.scrollWidth > box.clientWidth)(document.querySelector('.scroll.wide'))";
        Assert.Equal(width < 1000, await open.Page.EvaluateExpressionAsync<bool>(Scrolls));
    }

    [Fact]
    public async Task OnPaper_ThePageIsPrinted()
    {
        await using Browser.OpenPage open = await OpenAsync(Sets.Mixed());
        byte[] pdf = await open.Page.PdfDataAsync();
        Assert.Equal("%PDF"u8.ToArray(), pdf[..4]);
        Assert.Empty(open.Complaints);
    }

    private async Task<Browser.OpenPage> OpenAsync(IEnumerable<RunRow> runs, int width = 1280) =>
        await browser.OpenOrSkipAsync(
            ReportWriter.Write([Sets.Write(_folder["set"], runs)], _folder["out"], BuiltIn.Methods.Looks, [ReportFormat.Html])[0], width);

    private static async Task<string[]> Sorted(IPage page, string direction)
    {
        await page.ClickAsync("table.figures thead th:nth-child(2) button");
        const string Direction = "document.querySelector('table.figures thead th:nth-child(2)').getAttribute('aria-sort')";
        Assert.Equal(direction, await page.EvaluateExpressionAsync<string>(Direction));
        return [.. (await Texts(page, Total)).Select(text => text.Split(' ')[0])];
    }

    private static Task Unfold(IPage page) => page.ClickAsync("#unfold");

    private static Task<int> Count(IPage page, string selector) =>
        page.EvaluateFunctionAsync<int>("selector => document.querySelectorAll(selector).length", selector);

    private static Task<string[]> Texts(IPage page, string selector) =>
        page.EvaluateFunctionAsync<string[]>(
            "selector => [...document.querySelectorAll(selector)].map(element => element.textContent)", selector);
}
