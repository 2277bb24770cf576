using System.Net;
using System.Text.Json.Nodes;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>Many pipelines and one exporter, over two processes of the app.</summary>
[Trait(Target.Trait, Target.Own)]
public sealed class ExporterSlotTests(TwoAppStudio studio) : IClassFixture<TwoAppStudio>
{
    [Fact]
    public async Task Exports_OfManyPipelines_NeverOverlapAndKeepTheOrderOfTheirTokens()
    {
        const int Count = 12;
        studio.Stub.Duration = TimeSpan.FromMilliseconds(50);

        JsonNode[] started = await StartManyAsync(Count);
        JsonNode[] ends = await Task.WhenAll(started.Select(EndAsync));

        ends.Should().OnlyContain(e => e["status"]!.GetValue<string>() == "completed");
        studio.Stub.MostAtOnce.Should().Be(1);
        StubExporter.Job[] exports = JobsOf(started);
        exports.Should().HaveCount(Count);
        exports.Select(j => j.Id).Should().OnlyHaveUniqueItems();
        exports.Select(j => j.Token).Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task Waiting_TellsThePlaceAndWhatItWaitsFor_AndCancelLeavesTheQueue()
    {
        studio.Stub.Duration = Timeout.InfiniteTimeSpan;
        JsonNode holder = (await StartManyAsync(1))[0];
        StubExporter.Job export = await studio.Stub.StartedAsync(RunOf(holder));
        JsonNode waiter = (await StartManyAsync(1))[0];
        JsonNode waiting = await studio.UntilAsync(TaskOf(waiter), null, s => s["queue_position"]?.GetValue<int>() == 1);

        HttpStatusCode cancelled = await studio.CancelAsync(TaskOf(waiter));
        JsonNode cancelledEnd = await EndAsync(waiter);
        studio.Stub.End(export);
        JsonNode holderEnd = await EndAsync(holder);

        waiting["waiting_for"]!.GetValue<string>().Should().Contain("exporter");
        cancelled.Should().Be(HttpStatusCode.Accepted);
        cancelledEnd["status"]!.GetValue<string>().Should().Be("cancelled");
        holderEnd["status"]!.GetValue<string>().Should().Be("completed");
        JobsOf([waiter]).Should().BeEmpty();
        await SlotIsFreeAsync();
    }

    [Fact]
    public async Task Cancel_WhileExporting_CancelsTheJobAndGivesTheSlotBack()
    {
        studio.Stub.Duration = Timeout.InfiniteTimeSpan;
        JsonNode run = (await StartManyAsync(1))[0];
        StubExporter.Job export = await studio.Stub.StartedAsync(RunOf(run));

        await studio.CancelAsync(TaskOf(run));
        JsonNode end = await EndAsync(run);

        end["status"]!.GetValue<string>().Should().Be("cancelled");
        export.State.Should().Be("Cancelled");
        await SlotIsFreeAsync();
    }

    [Fact]
    public async Task Retry_AfterAFailedExport_ContinuesWithTheSameStoryVoiceAndDraft()
    {
        studio.Stub.Duration = TimeSpan.FromMilliseconds(50);
        studio.Stub.Fails = _ => true;
        JsonNode run = (await StartManyAsync(1))[0];
        string task = TaskOf(run);
        JsonNode failed = await EndAsync(run);
        studio.Stub.Fails = _ => false;

        using HttpResponseMessage answer = await studio.Http.PostAsync(new Uri($"api/pipeline/retry/{task}", UriKind.Relative), null);
        JsonNode retry = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        using HttpResponseMessage twice = await studio.HttpOf(1).PostAsync(
            new Uri($"api/pipeline/retry/{task}?run_id={RunOf(run)}", UriKind.Relative), null);
        JsonNode end = await studio.EndOfAsync(task, RunOf(retry));

        failed["status"]!.GetValue<string>().Should().Be("failed");
        failed["error"]!.GetValue<string>().Should().Contain("told to fail");
        end["status"]!.GetValue<string>().Should().Be("completed", end.ToJsonString());
        RunOf(retry).Should().NotBe(RunOf(run));
        RunOf(JsonNode.Parse(await twice.Content.ReadAsStringAsync())!).Should().Be(RunOf(retry));
        IReadOnlyDictionary<string, (string ETag, string Content)> blobs = await studio.ContentsOfAsync($"{task}/");
        foreach (string file in (string[])["stories/{0}/{1}/story.txt", "voices/{0}/{1}/audio.mp3", "drafts/{0}/{1}/draft.jy"])
        {
            string before = file.Replace("{0}", task).Replace("{1}", RunOf(run));
            string after = file.Replace("{0}", task).Replace("{1}", RunOf(retry));
            blobs[after].Content.Should().Be(blobs[before].Content, file);
        }
    }

    [Fact]
    public async Task Kill_OfEachProcessWhileOthersWait_LosesNobodyAndExportsNothingTwice()
    {
        const int Count = 8;
        studio.Stub.Duration = Timeout.InfiniteTimeSpan;
        JsonNode holder = (await StartManyAsync(1))[0];
        StubExporter.Job export = await studio.Stub.StartedAsync(RunOf(holder));
        JsonNode[] waiters = await StartManyAsync(Count);
        await Task.WhenAll(waiters.Select(w => studio.UntilAsync(TaskOf(w), null, s => s["queue_position"] is not null)));

        await Task.WhenAll(studio.Apps.Select(a => a.KillAsync()));
        studio.Stub.Duration = TimeSpan.FromMilliseconds(50);
        studio.Stub.End(export);
        await Task.WhenAll(studio.Apps.Select(a => a.StartAsync()));
        JsonNode[] ends = await Task.WhenAll(waiters.Append(holder).Select(EndAsync));

        ends.Should().OnlyContain(e => e["status"]!.GetValue<string>() == "completed");
        studio.Stub.MostAtOnce.Should().Be(1);
        JobsOf([holder, .. waiters]).Select(j => j.Id).Should().OnlyHaveUniqueItems().And.HaveCount(Count + 1);
    }

    private static string TaskOf(JsonNode started) => started["task_id"]!.GetValue<string>();

    private static string RunOf(JsonNode started) => started["run_id"]!.GetValue<string>();

    private async Task<JsonNode[]> StartManyAsync(int count)
    {
        string creator = $"exports-{Guid.NewGuid():N}";
        return await Task.WhenAll(Enumerable.Range(0, count).Select(i => studio.StartRunAsync(
            new { creator_id = creator, video_id = $"video-{i}", export_video = true, transcript = Transcripts.English })));
    }

    private Task<JsonNode> EndAsync(JsonNode started) => studio.EndOfAsync(TaskOf(started), RunOf(started));

    private StubExporter.Job[] JobsOf(IEnumerable<JsonNode> runs)
    {
        HashSet<string> ids = [.. runs.Select(RunOf)];
        return [.. studio.Stub.Started.Where(j => ids.Contains(j.Run))];
    }

    // whoever comes next gets the slot without anybody's help
    private async Task SlotIsFreeAsync()
    {
        studio.Stub.Duration = TimeSpan.FromMilliseconds(50);
        (await EndAsync((await StartManyAsync(1))[0]))["status"]!.GetValue<string>().Should().Be("completed");
    }
}
