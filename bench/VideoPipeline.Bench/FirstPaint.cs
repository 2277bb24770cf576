using Microsoft.Playwright;
using VideoPipeline.EndToEnd.Tests.Dashboard;

namespace VideoPipeline.Bench;

/// <summary>How long the dashboard takes to show itself in a browser that has never been there.</summary>
internal static class FirstPaint
{
    private const int Times = 7;
    private const string Paint = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0";
    private const string Now = "() => performance.now()";

    private static readonly string[] Arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];

    /// <summary>Measures the list of so many runs: when anything is painted, and when its first run is seen.</summary>
    public static async Task MeasureAsync(Uri app, int count)
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = BrowserProgram.Find(), Args = Arguments });
        var painted = new List<double>();
        var listed = new List<double>();
        for (int i = 0; i < Times; i++)
        {
            // a context of its own has an empty cache
            await using IBrowserContext context = await browser.NewContextAsync();
            IPage page = await context.NewPageAsync();
            await page.GotoAsync(app.ToString(), new() { WaitUntil = WaitUntilState.Commit });
            await page.Locator(".run-link").First.WaitForAsync();
            listed.Add(await page.EvaluateAsync<double>(Now));
            painted.Add(await page.EvaluateAsync<double>(Paint));
        }

        painted.Sort();
        listed.Sort();
        Figure.Print($"dashboard of {count} runs: first paint = {painted[Times / 2]:F0} ms, first run seen = {listed[Times / 2]:F0} ms (medians of {Times})");
    }
}
