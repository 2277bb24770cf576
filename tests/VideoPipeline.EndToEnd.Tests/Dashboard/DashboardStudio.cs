using Microsoft.Playwright;

namespace VideoPipeline.EndToEnd.Tests.Dashboard;

/// <summary>An installation with a browser in front of it. Its exporter is quick rather than good.</summary>
public class DashboardStudio : Studio
{
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    // a machine that is busy takes its time
    private const float Patience = 60_000;

    private IPlaywright? playwright;
    private IBrowser? browser;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = BrowserProgram.Find(), Args = Arguments });
    }

    /// <summary>A tab of a browser that has never been here.</summary>
    internal async Task<BrowserTab> OpenTabAsync(ColorScheme theme = ColorScheme.Light, int width = 1280)
    {
        IBrowserContext context = await browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Url,
            ColorScheme = theme,
            Locale = "en-GB",
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        context.SetDefaultTimeout(Patience);
        return new BrowserTab(await context.NewPageAsync());
    }

    public override async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        await base.DisposeAsync();
    }

    protected override IDictionary<string, string> ExporterSettings() => new Dictionary<string, string> { ["Exporter__Preset"] = "draft" };
}
