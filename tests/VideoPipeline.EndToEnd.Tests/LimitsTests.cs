using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>What providers take, over two processes of the app together.</summary>
[Trait(Target.Trait, Target.Own)]
public sealed class LimitsTests(ProviderStudio studio, ITestOutputHelper output) : IClassFixture<ProviderStudio>
{
    [Fact]
    public Task Pipelines_OverTwoProcesses_KeepToTheProvidersLimits() => RunAsync(8);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Pipelines_FiftyAtOnce_KeepToTheProvidersLimits() => RunAsync(50);

    [Fact]
    public async Task QuotaOfTheDay_UsedUp_FailsTheRunAtOnceAndSaysWhatToDo()
    {
        studio.Providers.IsQuotaUsedUp = true;

        JsonNode end = await studio.EndOfAsync((await StartAsync(0, $"quota-{Guid.NewGuid():N}", 0))["task_id"]!.GetValue<string>());
        studio.Providers.IsQuotaUsedUp = false;

        end["status"]!.GetValue<string>().Should().Be("failed");
        end["error_code"]!.GetValue<string>().Should().Be("quota-exhausted");
        end["error"]!.GetValue<string>().Should().Contain("Retry the run");
    }

    private async Task RunAsync(int count)
    {
        StubProviders providers = studio.Providers;
        (providers.MostRequests, providers.MostTasks) = (ProviderStudio.MostRequests, ProviderStudio.MostTasks);
        string creator = $"limits-{Guid.NewGuid():N}";

        JsonNode[] started = await Task.WhenAll(Enumerable.Range(0, count).Select(i => StartAsync(i % 2, creator, i)));
        JsonNode[] ends = await Task.WhenAll(started.Select(s => studio.EndOfAsync(s["task_id"]!.GetValue<string>())));

        output.WriteLine($"figure: requests = {providers.TakenRequests} taken, {providers.RefusedRequests} refused; speech tasks at once = {providers.MostTasksAtOnce}");
        ends.Should().OnlyContain(e => e["status"]!.GetValue<string>() == "completed");
        providers.RefusedRequests.Should().Be(0);
        providers.RefusedTasks.Should().Be(0);
        providers.MostTasksAtOnce.Should().BeInRange(2, ProviderStudio.MostTasks);
    }

    private async Task<JsonNode> StartAsync(int app, string creator, int video)
    {
        using HttpResponseMessage answer = await studio.HttpOf(app).PostAsJsonAsync(
            "api/pipeline/run", new { creator_id = creator, video_id = $"video-{video}", transcript = Transcripts.English });
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
