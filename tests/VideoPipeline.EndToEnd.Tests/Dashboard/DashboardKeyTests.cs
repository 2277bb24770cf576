using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VideoPipeline.EndToEnd.Tests.Dashboard;

/// <summary>The dashboard of an app that asks for a key.</summary>
[Trait(Target.Trait, Target.Own)]
public sealed class DashboardKeyTests(KeyedDashboardStudio studio) : IClassFixture<KeyedDashboardStudio>
{
    [Fact]
    public async Task Key_IsAskedForOnce_AndOpensPlayersAndPicturesWithoutBeingInAnyAddress()
    {
        JsonNode started = await studio.StartRunAsync(new { creator_id = "keyed", video_id = "lighthouse", transcript = Transcripts.English });
        await studio.EndOfAsync(started["task_id"]!.GetValue<string>());
        await using BrowserTab tab = await studio.OpenTabAsync();
        tab.Expect("401");
        var addresses = new List<string>();
        tab.Page.Request += (_, request) => addresses.Add(request.Url);
        await tab.GoToAsync($"/pipeline?task={started["task_id"]}");
        ILocator field = tab.Page.GetByLabel("Key", new() { Exact = true });

        await field.FillAsync("another-key");
        await field.PressAsync("Enter");
        await Expect(tab.Page.Locator("#key-error")).ToContainTextAsync("does not accept");
        (await tab.BarriersAsync()).Should().BeEmpty();
        await field.FillAsync(KeyedDashboardStudio.Key);
        await field.PressAsync("Enter");
        await BrowserTab.ShowsAsync(tab.Badge, "Done");
        await tab.ShowsPictureAsync();
        await tab.Page.ReloadAsync();
        await BrowserTab.ShowsAsync(tab.Badge, "Done");

        addresses.Should().NotContain(a => a.Contains(KeyedDashboardStudio.Key, StringComparison.Ordinal));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Forget the key" }).ClickAsync();
        await Expect(field).ToBeVisibleAsync();
    }
}
