using PuppeteerSharp;

namespace MultifdBench.Tests.Reporting;

/// <summary>A headless Chromium for all tests of a class; without one they are skipped and say so.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Waits for a condition end with it; this only keeps a hanging browser from hanging the tests.</summary>
    private const int PatienceMs = 180_000;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IBrowser? _browser;
    private string _reason = "";

    public async ValueTask InitializeAsync()
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (path is null)
        {
            _reason = "no Chromium: install the package chromium to test the page in a browser";
            return;
        }

        try
        {
            _browser = await Puppeteer.LaunchAsync(new LaunchOptions
            {
                ExecutablePath = path,
                Headless = true,
                Timeout = PatienceMs,
                ProtocolTimeout = PatienceMs,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            });
        }
        catch (PuppeteerException e)
        {
            _reason = $"{path} does not start: {e.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
    }

    /// <summary>The page of <paramref name="path"/>, loaded and ready, or skips the calling test.</summary>
    public async Task<OpenPage> OpenOrSkipAsync(string path, int width = 1280)
    {
        Assert.SkipWhen(_browser is null, _reason);
        // A context of its own: the page remembers its reader's theme, and must not find that of another test.
        IBrowserContext context = await _browser.CreateBrowserContextAsync();
        IPage page = await context.NewPageAsync();
        page.DefaultTimeout = PatienceMs;
        page.DefaultNavigationTimeout = PatienceMs;
        OpenPage open = new(page);
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
        await page.GoToAsync(new Uri(path).AbsoluteUri);
        await page.WaitForSelectorAsync("html[data-ready=true]");
        return open;
    }

    /// <summary>A page that keeps account of what it should not do.</summary>
    public sealed class OpenPage : IAsyncDisposable
    {
        public OpenPage(IPage page)
        {
            Page = page;
            page.Console += (_, e) => Complaints.Add($"console: {e.Message.Text}");
            page.PageError += (_, e) => Complaints.Add($"error: {e.Message}");
            page.Request += (_, e) =>
            {
                if (!e.Request.Url.StartsWith("file:", StringComparison.Ordinal)
                    && !e.Request.Url.StartsWith("data:", StringComparison.Ordinal))
                    Complaints.Add($"request: {e.Request.Url}");
            };
        }

        public IPage Page { get; }

        public List<string> Complaints { get; } = [];

        public async ValueTask DisposeAsync() => await Page.BrowserContext.CloseAsync();
    }
}
