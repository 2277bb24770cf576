using System.Net;
using System.Text.Json.Nodes;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>
/// Many pipelines while processes die: whoever was not cancelled or terminated and did not fail completes, and the exporter is free afterwards.
/// </summary>
[Trait(Target.Trait, Target.Own)]
public sealed class ChaosTests(TwoAppStudio studio) : IClassFixture<TwoAppStudio>
{
    [Fact]
    public Task Pipelines_WhileAProcessDies_LoseNobodyAndLeaveTheExporterFree() => RunAsync(20, kills: 1, suspends: false);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Pipelines_WhileProcessesDieAndHang_LoseNobodyAndLeaveTheExporterFree() => RunAsync(200, kills: 5, suspends: true);

    private async Task RunAsync(int count, int kills, bool suspends)
    {
        string creator = $"chaos-{Guid.NewGuid():N}";
        studio.Stub.Duration = TimeSpan.FromMilliseconds(200);
        studio.Stub.Fails = order => IsFailing(NumberOf(order));

        JsonNode[] started = await Task.WhenAll(Enumerable.Range(0, count).Select(i => studio.StartRunAsync(
            new { creator_id = creator, video_id = $"video-{i}", export_video = true, transcript = Transcripts.English })));
        await Task.WhenAll(Enumerable.Range(0, count).Where(IsCancelled).Select(i => CancelAsync(started[i])));
        await Task.WhenAll(Enumerable.Range(0, count).Where(IsTerminated).Select(i => TerminateAsync(started[i])));
        await DisturbAsync(started, kills, suspends);
        JsonNode[] ends = await Task.WhenAll(started.Select(s => studio.EndOfAsync(TaskOf(s))));

        for (int i = 0; i < count; i++)
        {
            ends[i]["status"]!.GetValue<string>().Should().Be(EndOf(i), ends[i].ToJsonString());
        }

        studio.Stub.MostAtOnce.Should().Be(1);
        studio.Stub.Started.Select(j => j.Run).Should().OnlyHaveUniqueItems("no run is exported twice");
        await TheNextRunShouldGetTheExporterAsync();
    }

    // one of ten is cancelled, one of ten fails in export, one of twenty is terminated
    private static bool IsCancelled(int number) => number % 10 == 3;

    private static bool IsFailing(int number) => number % 10 == 7;

    private static bool IsTerminated(int number) => number % 20 == 11;

    private static string EndOf(int number) => IsCancelled(number) ? "cancelled" : IsFailing(number) || IsTerminated(number) ? "failed" : "completed";

    private static string TaskOf(JsonNode started) => started["task_id"]!.GetValue<string>();

    // blob names begin with {creator}.{video}
    private static int NumberOf(JsonNode order)
    {
        string pipeline = order["output_name"]!.GetValue<string>().Split('/')[0];
        return int.TryParse(pipeline[(pipeline.LastIndexOf('-') + 1)..], out int number) ? number : 0;
    }

    private async Task CancelAsync(JsonNode started) => (await studio.CancelAsync(TaskOf(started))).Should().BeOneOf(HttpStatusCode.Accepted, HttpStatusCode.OK);

    private async Task TerminateAsync(JsonNode started)
    {
        using HttpResponseMessage answer = await studio.HttpOf(0).PostAsync(
            $"runtime/webhooks/durabletask/instances/{TaskOf(started)}/terminate?reason=chaos", null);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
    }

    // Each time when another part of the runs has been exported, so that something always is under way.
    private async Task DisturbAsync(JsonNode[] started, int kills, bool suspends)
    {
        int exported = started.Length * 8 / 10;
        for (int i = 1; i <= kills; i++)
        {
            await ExportedAsync(exported * i / (kills + 2));
            AppServer app = studio.Apps[i % 2];
            await app.KillAsync();
            await app.StartAsync();
        }

        if (suspends)
        {
            await ExportedAsync(exported * (kills + 1) / (kills + 2));
            await studio.Apps[1].SuspendAsync();
            await ExportedAsync(studio.Stub.Started.Count + 3);
            await studio.Apps[1].ContinueAsync();
        }
    }

    private async Task ExportedAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        while (studio.Stub.Started.Count < count)
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private async Task TheNextRunShouldGetTheExporterAsync()
    {
        JsonNode next = await studio.StartRunAsync(
            new { creator_id = $"chaos-{Guid.NewGuid():N}", video_id = "afterwards", export_video = true, transcript = Transcripts.English });
        (await studio.EndOfAsync(TaskOf(next)))["status"]!.GetValue<string>().Should().Be("completed");
    }
}
