using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VideoPipeline.EndToEnd.Tests.Dashboard;

/// <summary>The dashboard as people use it: in a browser, before the real app.</summary>
[Trait(Target.Trait, Target.Own)]
public sealed class DashboardTests(DashboardStudio studio) : IClassFixture<DashboardStudio>
{
    private const string HeldPart = "/parts/segment-000.txt";

    // some seconds of video
    private const string Tiny =
        "The lighthouse on the cape was built in 1862 to guide ships around the reef. Nine sailors were saved here in the storm of 1881. " +
        "Today its lamp is electric.";

    [Fact]
    public async Task Start_FromTheForm_MovesWithoutAReloadToAVideoThatPlays()
    {
        await using BrowserTab tab = await studio.OpenTabAsync();
        studio.Storage.Close(HeldPart);
        await tab.GoToAsync("/start");
        await tab.Page.GetByLabel("Creator").FillAsync("form");
        await tab.Page.GetByLabel("Video", new() { Exact = true }).FillAsync("lighthouse");
        await tab.Page.GetByLabel("Text of the transcript").FillAsync(Tiny);

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await studio.Storage.ReachedAsync();
        await BrowserTab.ShowsAsync(tab.Badge, "Running");
        await tab.Page.EvaluateAsync("window.isSamePage = true");
        studio.Storage.Open();
        await BrowserTab.ShowsAsync(tab.Badge, "Done");

        (await tab.Page.EvaluateAsync<bool>("window.isSamePage === true")).Should().BeTrue("the page was not loaded again");
        await Expect(tab.Page.Locator(".track.is-completed")).ToHaveCountAsync(4);
        await Expect(tab.Page.Locator(".story")).ToContainTextAsync("lighthouse");
        await Expect(tab.Page.Locator(".log")).ToContainTextAsync("The run is complete");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Report" })).ToBeVisibleAsync();
        await PlaysAsync(tab.Page.Locator("video"));
    }

    [Fact]
    public async Task Narration_PlaysFromTheSubtitleThatIsChosen_AndPicturesAreShown()
    {
        string task = await CompleteAsync("narration");
        await using BrowserTab tab = await studio.OpenTabAsync();
        await tab.GoToAsync($"/pipeline?task={task}");
        ILocator cue = tab.Page.Locator(".cue").Nth(1);

        await cue.ClickAsync();

        await Expect(cue).ToHaveAttributeAsync("aria-current", "true");
        ILocator audio = tab.Page.Locator("audio");
        await PlaysAsync(audio);
        (await audio.EvaluateAsync<double>("player => player.currentTime")).Should().BeGreaterThan(0.5);
        await tab.ShowsPictureAsync();
    }

    [Fact]
    public async Task Cancel_AndThenRetry_AreSeenToTheEnd()
    {
        studio.Storage.Close(HeldPart);
        JsonNode started = await studio.StartRunAsync(new { creator_id = "cancel", video_id = "lighthouse", transcript = Tiny });
        await studio.Storage.ReachedAsync();
        await using BrowserTab tab = await studio.OpenTabAsync();
        await tab.GoToAsync($"/pipeline?task={started["task_id"]}");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel the run" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        studio.Storage.Open();
        await BrowserTab.ShowsAsync(tab.Badge, "Cancelled");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start the retry" }).ClickAsync();
        await tab.Page.WaitForURLAsync(new Regex("run=(?!" + started["run_id"] + ")"));
        await BrowserTab.ShowsAsync(tab.Badge, "Done");

        await Expect(tab.Page.Locator(".run-list li")).ToHaveCountAsync(2);
        await Expect(tab.Page.Locator(".run-list")).ToContainTextAsync("Cancelled");
    }

    [Fact]
    public async Task Retry_OfACompleteRunFromAStage_TakesOverWhatComesBefore()
    {
        string task = await CompleteAsync("from-stage");
        await using BrowserTab tab = await studio.OpenTabAsync();
        await tab.GoToAsync($"/pipeline?task={task}");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await tab.Page.GetByLabel("Retry from").SelectOptionAsync("draft");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start the retry" }).ClickAsync();
        await Expect(tab.Page.Locator(".run-list li")).ToHaveCountAsync(2);
        await BrowserTab.ShowsAsync(tab.Badge, "Done");

        await Expect(tab.Page.GetByText("taken over from an earlier run")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task List_ShowsARunThatIsStartedElsewhere_AndFollowsIt()
    {
        await using BrowserTab tab = await studio.OpenTabAsync();
        await tab.GoToAsync("/");
        await Expect(tab.Page.Locator(".live.is-on")).ToBeVisibleAsync();

        // held, so that it is seen to run: one that begins and ends between two looks of the feed is in the list at the next visit only
        studio.Storage.Close(HeldPart);
        await studio.StartRunAsync(new { creator_id = "elsewhere", video_id = "lighthouse", transcript = Tiny });
        await studio.Storage.ReachedAsync();
        ILocator badge = tab.Page.Locator(".run", new() { HasText = "elsewhere" }).Locator(".badge");
        await BrowserTab.ShowsAsync(badge, "Running");

        studio.Storage.Open();

        await BrowserTab.ShowsAsync(badge, "Done");
    }

    [Fact]
    public async Task Filters_AndSearch_NarrowTheListAndStayInTheAddress()
    {
        await CompleteAsync("filter-good");
        await FailAsync("filter-bad");
        await using BrowserTab tab = await studio.OpenTabAsync();
        await tab.GoToAsync("/?search=FILTER-");
        await Expect(tab.Page.Locator(".run")).ToHaveCountAsync(2);

        await tab.Page.GetByLabel("State").SelectOptionAsync("failed");
        await Expect(tab.Page.Locator(".run")).ToHaveCountAsync(1);
        await tab.Page.ReloadAsync();
        await Expect(tab.Page.Locator(".run")).ToHaveCountAsync(1);
        await tab.Page.GetByLabel("Search").FillAsync("filter-nobody");
        await Expect(tab.Page.GetByText("No run matches these filters")).ToBeVisibleAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Clear filters" }).ClickAsync();

        await Expect(tab.Page).ToHaveURLAsync(new Regex("/$"));
        await Expect(tab.Page.Locator(".run").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Form_WithWrongFields_TellsBesideEachWhatIsWrong()
    {
        await using BrowserTab tab = await studio.OpenTabAsync();
        tab.Expect("422");
        await tab.GoToAsync("/start");
        await tab.Page.GetByLabel("Video", new() { Exact = true }).FillAsync("short");
        await tab.Page.GetByLabel("Length in minutes").FillAsync("long");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();

        await Expect(tab.Page.Locator("#creator_id-error")).ToContainTextAsync("required");
        await Expect(tab.Page.Locator("#video_id-error")).ToContainTextAsync("at least 6 characters");
        await Expect(tab.Page.Locator("#target_minutes-error")).ToContainTextAsync("whole number");
        await Expect(tab.Page.Locator("#transcript-error")).ToContainTextAsync("may not be blank", new() { IgnoreCase = true });
        await Expect(tab.Page.GetByLabel("Creator")).ToBeFocusedAsync();
        (await tab.BarriersAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Form_UploadsAFile_AndRunAgainTakesItsTranscript()
    {
        await using BrowserTab tab = await studio.OpenTabAsync();
        await tab.GoToAsync("/start");
        await tab.Page.GetByLabel("Creator").FillAsync("upload");
        await tab.Page.GetByLabel("Video", new() { Exact = true }).FillAsync("lighthouse");
        await tab.Page.GetByText("Upload a file").ClickAsync();
        await tab.Page.GetByLabel("Transcript file").SetInputFilesAsync(
            new FilePayload { Name = "talk.txt", MimeType = "text/plain", Buffer = System.Text.Encoding.Unicode.GetBytes(Transcripts.English) });
        await tab.Page.GetByLabel("Export a finished video").UncheckAsync();

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await BrowserTab.ShowsAsync(tab.Badge, "Done");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Run again" }).ClickAsync();
        await Expect(tab.Page.GetByLabel("Creator")).ToHaveValueAsync("upload");
        await tab.Page.GetByText("More settings").ClickAsync();
        await tab.Page.GetByLabel("If the pipeline is already running").SelectOptionAsync("queue");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(tab.Page.Locator(".run-list li")).ToHaveCountAsync(2);
        await BrowserTab.ShowsAsync(tab.Badge, "Done");

        (await studio.BlobsOfAsync("upload.lighthouse/")).Where(b => b.EndsWith("/story.txt", StringComparison.Ordinal)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Language_IsSwitchedAtOnce_AndRemembered()
    {
        await using BrowserTab tab = await studio.OpenTabAsync();
        await tab.GoToAsync("/");
        ILocator heading = tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 });
        await BrowserTab.ShowsAsync(heading, "Pipelines");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "中文" }).ClickAsync();
        await BrowserTab.ShowsAsync(heading, "任务");
        await tab.Page.ReloadAsync();
        await BrowserTab.ShowsAsync(heading, "任务");

        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await BrowserTab.ShowsAsync(heading, "Pipelines");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Pages_AreAccessible_AndNoWiderThanTheirWindow(ColorScheme theme, int width)
    {
        string done = await CompleteAsync($"axe-{theme}");
        string failed = await FailAsync($"axe-{theme}");
        await using BrowserTab tab = await studio.OpenTabAsync(theme, width);
        foreach (string path in (string[])["/", "/?status=cancelled&search=nobody", "/start", $"/pipeline?task={done}", $"/pipeline?task={failed}", "/nowhere"])
        {
            await tab.GoToAsync(path);

            (await tab.BarriersAsync()).Should().BeEmpty($"of {path}");
            (await tab.OverflowAsync()).Should().BeLessThanOrEqualTo(0, $"of {path}");
        }
    }

    [Fact]
    public async Task Theme_CanBeSwitched_AndIsRememberedWithoutBarriers()
    {
        await using BrowserTab tab = await studio.OpenTabAsync(ColorScheme.Light);
        await tab.GoToAsync("/start");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Switch to dark" }).ClickAsync();
        await tab.Page.ReloadAsync();
        await tab.SettleAsync();

        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        (await tab.BarriersAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task FirstLoad_IsSmall()
    {
        await using BrowserTab tab = await studio.OpenTabAsync();
        await tab.GoToAsync("/");

        int bytes = await tab.Page.EvaluateAsync<int>(
            "performance.getEntriesByType('resource').filter(r => !r.name.includes('/api/')).reduce((sum, r) => sum + r.transferSize, 0)");

        bytes.Should().BeInRange(1, 300_000);
    }

    private static async Task PlaysAsync(ILocator player)
    {
        double before = await player.EvaluateAsync<double>("async player => { player.muted = true; await player.play(); return player.currentTime; }");
        await player.EvaluateAsync(
            "(player, before) => new Promise(done => { const look = () => player.currentTime > before + 0.2 ? done() : requestAnimationFrame(look); look(); })",
            before);
    }

    private async Task<string> CompleteAsync(string creator)
    {
        JsonNode started = await studio.StartRunAsync(new { creator_id = creator, video_id = "lighthouse", transcript = Tiny });
        JsonNode end = await studio.EndOfAsync(started["task_id"]!.GetValue<string>());
        end["status"]!.GetValue<string>().Should().Be("completed", end.ToJsonString());
        return started["task_id"]!.GetValue<string>();
    }

    private async Task<string> FailAsync(string creator)
    {
        JsonNode started = await studio.StartRunAsync(new { creator_id = creator, video_id = "no_transcript" });
        await studio.EndOfAsync(started["task_id"]!.GetValue<string>());
        return started["task_id"]!.GetValue<string>();
    }
}
