using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>Equal requests, and others for one pipeline, at once: over HTTP to two processes of the app, and through the queue.</summary>
public sealed partial class DuplicateTests(TwoAppStudio studio) : IClassFixture<TwoAppStudio>
{
    private const int Requests = 1000;
    private const int AtOnce = 16;

    [Fact]
    [Trait(Target.Trait, Target.Own)]
    public async Task EqualRequests_WhileThePipelineIsHeld_AreOneRunThatEveryAnswerAndMessageNames()
    {
        studio.Storage.Close("/parts/segment-000.txt");
        Request request = NewRequest();

        string[] answered = await SendAsync(request, Requests, () => { });
        studio.Storage.Open();
        JsonNode end = await studio.EndOfAsync(request.Task);

        end["status"]!.GetValue<string>().Should().Be("completed", end.ToJsonString());
        answered.Should().HaveCount(Requests).And.AllBe(end["run_id"]!.GetValue<string>());
        await OneRunShouldHaveMadeAllBlobsAsync(request.Task, end["run_id"]!.GetValue<string>());
    }

    [Fact]
    [Trait(Target.Trait, Target.Own)]
    public async Task EqualRequests_GateReleasedMidway_AreServedByRunsThatEndAndNeverOverlap()
    {
        studio.Storage.Close("/parts/segment-000.txt");
        Request request = NewRequest();

        string[] answered = await SendAsync(request, Requests, studio.Storage.Open);
        await studio.EndOfAsync(request.Task);

        answered.Should().HaveCount(Requests);
        JsonNode[] runs = await Task.WhenAll(answered.Distinct().Select(run => studio.EndOfAsync(request.Task, run)));
        runs.Should().OnlyContain(r => r["status"]!.GetValue<string>() == "completed");
        var times = runs.Select(r => (Begin: r["started_at"]!.GetValue<DateTimeOffset>(), End: r["completed_at"]!.GetValue<DateTimeOffset>())).OrderBy(t => t.Begin).ToList();
        times.Zip(times.Skip(1)).Should().OnlyContain(pair => pair.First.End <= pair.Second.Begin);
    }

    [Fact]
    [Trait(Target.Trait, Target.Own)]
    public async Task Queue_TwentyRequestsWithCancelFailureAndKill_AllRunInOrderEachOnce()
    {
        const int Count = 20;
        const int Cancelled = 7;
        const int Failing = 11;
        studio.Storage.Close("/parts/segment-000.txt");
        string creator = $"queue-{Guid.NewGuid():N}";
        var runs = new List<string>();
        string task = "";
        for (int i = 0; i < Count; i++)
        {
            // one without a transcript fails at once; the others differ, so that none of them adopts another's work
            using HttpResponseMessage answer = await studio.HttpOf(i % 2).PostAsJsonAsync("api/pipeline/run", new
            {
                creator_id = creator,
                video_id = "queued",
                on_duplicate = "queue",
                image_dir = i == Failing ? "no-such-gallery" : null,
                transcript = Transcripts.English,
            });
            answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
            JsonNode body = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
            runs.Add(body["run_id"]!.GetValue<string>());
            task = body["task_id"]!.GetValue<string>();
        }

        await studio.Storage.ReachedAsync();
        (await studio.CancelAsync(task, runs[Cancelled])).Should().Be(HttpStatusCode.OK);
        await studio.Apps[0].KillAsync();
        studio.Storage.Open();
        await studio.Apps[0].StartAsync();
        JsonNode[] ends = new JsonNode[Count];
        for (int i = 0; i < Count; i++)
        {
            ends[i] = await studio.EndOfAsync(task, runs[i]);
        }

        ends.Select(e => e["status"]!.GetValue<string>()).Should().Equal(
            Enumerable.Range(0, Count).Select(i => i switch { Cancelled => "cancelled", Failing => "failed", _ => "completed" }));
        DateTimeOffset[] begun = [.. ends.Where((_, i) => i != Cancelled).Select(e => e["started_at"]!.GetValue<DateTimeOffset>())];
        begun.Should().BeInAscendingOrder();
        string[] completed = [.. ends.Where(e => e["completed_at"] is not null && e["started_at"] is not null).Select(e => e["run_id"]!.GetValue<string>())];
        foreach (string run in completed)
        {
            string log = await studio.Http.GetStringAsync(new Uri($"api/pipeline/artifacts/{task}/run.log?run_id={run}", UriKind.Relative));
            log.Split('\n').Count(line => line.Contains("has begun")).Should().Be(1, log);
        }
    }

    [Fact]
    public async Task Reject_WhileAnotherRunIsActive_Is409WithThatRunsStatus()
    {
        studio.Storage.Close("/parts/segment-000.txt");
        Request request = NewRequest();
        JsonNode active = await studio.StartRunAsync(request.Body);
        await studio.Storage.ReachedAsync();

        using HttpResponseMessage answer = await studio.HttpOf(1).PostAsJsonAsync("api/pipeline/run", request.With("on_duplicate", "reject"));
        studio.Storage.Open();

        answer.StatusCode.Should().Be(HttpStatusCode.Conflict);
        JsonNode problem = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        problem["run_id"]!.GetValue<string>().Should().Be(active["run_id"]!.GetValue<string>());
        problem["status_url"]!.GetValue<string>().Should().EndWith($"/api/pipeline/status/{request.Task}");
        await studio.EndOfAsync(request.Task);
    }

    [Fact]
    public async Task IdempotencyKey_SentAgainAfterTheRunHasEnded_IsThatRun()
    {
        Request request = NewRequest();
        string first = await PostAsync(0, request, "a key");
        await studio.EndOfAsync(request.Task);

        string again = await PostAsync(1, request, "a key");
        string other = await PostAsync(1, request, "another key");

        again.Should().Be(first);
        other.Should().NotBe(first);
        await studio.EndOfAsync(request.Task, other);
    }

    private static Request NewRequest()
    {
        string creator = $"many-{Guid.NewGuid():N}";
        return new Request($"{creator}.same_video", new JsonObject { ["creator_id"] = creator, ["video_id"] = "same_video", ["transcript"] = Transcripts.English });
    }

    // Half over HTTP to both processes, half through the queue; answers the run that each was told, or that the log names.
    private async Task<string[]> SendAsync(Request request, int count, Action midway)
    {
        using var atOnce = new SemaphoreSlim(AtOnce);
        Task<string>[] posts = [.. Enumerable.Range(0, count / 2).Select(async i =>
        {
            await atOnce.WaitAsync();
            try
            {
                return await PostAsync(i % 2, request, null);
            }
            finally
            {
                atOnce.Release();
            }
        })];
        string[] messages = new string[count / 2];
        await Parallel.ForAsync(0, messages.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, cancellationToken) =>
            messages[i] = (await studio.Requests.SendMessageAsync(request.Body.ToJsonString(), cancellationToken)).Value.MessageId);
        midway();
        string[] answered = await Task.WhenAll(posts);
        return [.. answered, .. await TakenAsync(messages)];
    }

    private async Task<string> PostAsync(int app, Request request, string? key)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "api/pipeline/run") { Content = JsonContent.Create(request.Body) };
        if (key is not null)
        {
            message.Headers.Add("Idempotency-Key", key);
        }

        using HttpResponseMessage answer = await studio.HttpOf(app).SendAsync(message);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["run_id"]!.GetValue<string>();
    }

    // What the apps' logs say of each message; a message that is not named yet has not been taken.
    private async Task<string[]> TakenAsync(string[] messages)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (true)
        {
            Dictionary<string, string> taken = [];
            foreach (Match line in studio.Apps.SelectMany(a => TakenLine().Matches(a.Output)))
            {
                taken[line.Groups["message"].Value] = line.Groups["run"].Value;
            }

            if (messages.All(taken.ContainsKey))
            {
                return [.. messages.Select(m => taken[m])];
            }

            await Task.Delay(100, patience.Token);
        }
    }

    private async Task OneRunShouldHaveMadeAllBlobsAsync(string task, string run)
    {
        string[] blobs = await studio.BlobsOfAsync($"{task}/");
        blobs.Should().NotBeEmpty().And.OnlyContain(b => b.Contains($"/{run}/"));
        blobs.Select(b => b.Split('/')[^1]).Should().Contain(["story.txt", "audio.mp3", "audio.srt", "draft.jy", "run.log"]);
    }

    [GeneratedRegex("Message (?<message>[0-9a-f-]{36}): .* is served by the run (?<run>[0-9a-f-]{36})")]
    private static partial Regex TakenLine();

    private sealed record Request(string Task, JsonObject Body)
    {
        public JsonObject With(string name, string value)
        {
            JsonObject copy = JsonSerializer.Deserialize<JsonObject>(Body.ToJsonString())!;
            copy[name] = value;
            return copy;
        }
    }
}
