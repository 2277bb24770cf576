using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace VideoPipeline.EndToEnd.Tests.Dashboard;

/// <summary>A tab, and every error that its console has shown. Disposing of it fails the test when there was one.</summary>
internal sealed class BrowserTab : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> errors = new();
    private string? expected;

    public BrowserTab(IPage page)
    {
        Page = page;
        page.Console += (_, message) => Keep(message.Type == "error", message.Text);
        page.PageError += (_, error) => Keep(true, error);
    }

    public IPage Page { get; }

    /// <summary>From now on an error that contains this text is part of the test: browsers log every answer that is no success.</summary>
    public void Expect(string error) => expected = error;

    /// <summary>Opens a page of the dashboard, and waits until it shows what was read.</summary>
    public async Task GoToAsync(string path)
    {
        await Page.GotoAsync(path);
        await Page.Locator("h1").First.WaitForAsync();
        await SettleAsync();
    }

    /// <summary>Waits until nothing is being read any more.</summary>
    public Task SettleAsync() => Assertions.Expect(Page.Locator(".skeleton")).ToHaveCountAsync(0);

    /// <summary>The badge of the run that the page is about.</summary>
    public ILocator Badge => Page.Locator(".run-title .badge");

    /// <summary>Waits until an element has this text.</summary>
    public static Task ShowsAsync(ILocator locator, string text) => Assertions.Expect(locator).ToHaveTextAsync(text);

    /// <summary>Waits until the run's first picture is there and can be shown.</summary>
    public async Task ShowsPictureAsync()
    {
        ILocator picture = Page.Locator(".pictures img").First;
        await picture.ScrollIntoViewIfNeededAsync();
        await picture.EvaluateAsync("image => image.decode()");
    }

    /// <summary>What is not accessible on the page, by rule and element.</summary>
    public async Task<string[]> BarriersAsync()
    {
        AxeResult result = await Page.RunAxe();
        return [.. result.Violations.SelectMany(v => v.Nodes.Select(n => $"{v.Id}: {n.Html}"))];
    }

    /// <summary>How many pixels the page is wider than its window.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        errors.Should().BeEmpty();
    }

    private void Keep(bool isError, string text)
    {
        if (isError && (expected is null || !text.Contains(expected, StringComparison.Ordinal)))
        {
            errors.Enqueue(text);
        }
    }
}
