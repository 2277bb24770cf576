using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>The API as its callers see it, over HTTP.</summary>
public sealed class ApiTests(ApiStudio studio) : IClassFixture<ApiStudio>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task OriginalsClient_RunPollResultAndDelete_WorksUnchanged()
    {
        JsonNode started = await studio.StartRunAsync(new { video_id = "client_video", creator_id = "client", gender = 0, transcript = Transcripts.English });
        string task = started["task_id"]!.GetValue<string>();
        JsonNode status;
        do
        {
            status = await GetAsync(started["status_url"]!.GetValue<string>());
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
        while (status["status"]!.GetValue<string>() is "pending" or "running");

        JsonNode result = await GetAsync(started["result_url"]!.GetValue<string>());
        JsonNode tasks = await GetAsync("api/pipeline/tasks?page=1&page_size=20&search=CLIENT_video");
        JsonNode history = await GetAsync("api/pipeline/history?creator_id=client&status=completed");
        JsonNode statistics = await GetAsync("api/pipeline/statistics?creator_id=client");
        JsonNode libraries = await GetAsync("api/image_libraries");
        using HttpResponseMessage deleted = await studio.Http.DeleteAsync(new Uri($"api/pipeline/task/{task}", UriKind.Relative));
        using HttpResponseMessage gone = await studio.Http.GetAsync(new Uri($"api/pipeline/status/{task}", UriKind.Relative));

        status["status"]!.GetValue<string>().Should().Be("completed", status.ToJsonString());
        status["progress"]!.AsObject().Select(p => (p.Key, p.Value!.GetValue<string>()))
            .Should().Equal(("故事二创", "成功"), ("语音生成", "成功"), ("剪映草稿生成", "成功"));
        status["publish_status"]!["total"]!.GetValue<int>().Should().Be(0);
        result["audio_path"]!.GetValue<string>().Should().EndWith($"run_id={started["run_id"]}");
        tasks["tasks"]!.AsArray().Should().ContainSingle().Which!["publish_summary"]!.GetValue<string>().Should().Be("未发布");
        history["total"]!.GetValue<int>().Should().Be(1);
        statistics["pipeline"]!["completed"]!.GetValue<int>().Should().Be(1);
        libraries["count"]!.GetValue<int>().Should().Be(libraries["libraries"]!.AsArray().Count);
        deleted.StatusCode.Should().Be(HttpStatusCode.OK);
        gone.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await studio.BlobsOfAsync($"{task}/")).Should().BeEmpty();
    }

    [Fact]
    [Trait(Target.Trait, Target.Own)]
    public async Task Callback_OfARunThatFailed_IsSignedAndTellsIt()
    {
        JsonNode started = await studio.StartRunAsync(new { video_id = "no_source_here", creator_id = "caller", callback_url = studio.ReceiverUrl });

        await studio.Called.Task.WaitAsync(Patience);

        (string signature, byte[] body) = studio.Calls.First();
        JsonNode call = JsonNode.Parse(body)!;
        call["event"]!.GetValue<string>().Should().Be("run.failed");
        call["run"]!["run_id"]!.GetValue<string>().Should().Be(started["run_id"]!.GetValue<string>());
        string time = signature.Split(',')[0][2..];
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{time}."), .. body];
        signature.Should().Be($"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ApiStudio.Secret), signed))}");
    }

    [Fact]
    public async Task Retry_FromTheVoice_KeepsTheStoryAndSpeaksAgain()
    {
        JsonNode started = await studio.StartRunAsync(new { video_id = "redone_video", creator_id = "redoer", transcript = Transcripts.English });
        string task = started["task_id"]!.GetValue<string>();
        string first = started["run_id"]!.GetValue<string>();
        await studio.EndOfAsync(task);

        using HttpResponseMessage answer = await studio.Http.PostAsJsonAsync($"api/pipeline/retry/{task}", new { from_stage = "voice" });
        string second = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["run_id"]!.GetValue<string>();
        JsonNode end = await studio.EndOfAsync(task, second);

        end["status"]!.GetValue<string>().Should().Be("completed", end.ToJsonString());
        end["stages"]!.AsArray().Select(s => s!["reused_from"]?.GetValue<string>()).Should().Equal(first, null, null);
        JsonNode runs = await GetAsync($"api/pipeline/runs/{task}");
        runs["runs"]!.AsArray().Select(r => r!["run_id"]!.GetValue<string>()).Should().Equal(second, first);
        JsonNode detail = await GetAsync($"api/pipeline/runs/{task}/{second}");
        detail["artifacts"]!.AsArray().Select(a => a!["name"]!.GetValue<string>()).Should().Contain(["story.txt", "audio.mp3", "draft.jy", "run.log", "pictures/1.jpg"]);
        foreach (JsonNode? artifact in detail["artifacts"]!.AsArray())
        {
            using HttpResponseMessage file = await studio.Http.GetAsync(new Uri(artifact!["url"]!.GetValue<string>(), UriKind.Relative));
            file.StatusCode.Should().Be(HttpStatusCode.OK);
            file.Content.Headers.ContentLength.Should().Be(artifact["size"]!.GetValue<long>(), artifact.ToJsonString());
        }

        await EndOfLogIsServedAsync(task, second);
    }

    [Fact]
    [Trait(Target.Trait, Target.Own)]
    public async Task Exporter_ThatIsAway_IsToldWithoutWaitingForIt()
    {
        JsonNode exporter = await GetAsync("api/exporter");

        exporter["exporter"]!["reachable"]!.GetValue<bool>().Should().BeFalse();
        exporter["holder"].Should().BeNull();
    }

    [Theory]
    [InlineData("POST", "api/publish/schedule")]
    [InlineData("GET", "api/accounts")]
    [InlineData("DELETE", "api/accounts/7")]
    [InlineData("POST", "api/auth/login")]
    [InlineData("POST", "api/video/merge")]
    [InlineData("GET", "api/auto-publish/status")]
    public async Task RouteOfTheOriginalThatIsNotHere_Is501WithTheReason(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using HttpResponseMessage answer = await studio.Http.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.NotImplemented);
        (await answer.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!.GetValue<string>().Should().NotBeEmpty();
    }

    // a catch-all gets it undecoded on one host
    [Theory]
    [InlineData("..%2f..%2f..%2fhost.json")]
    [InlineData("..%2Fstory.txt")]
    [InlineData("%2e%2e%2fstory.txt")]
    [InlineData("pictures%2f..%2f..%2fstory.txt")]
    [InlineData("..%5c..%5chost.json")]
    public async Task EscapedWayUp_OnAnyRouteThatTakesPaths_IsRefusedWithAReason(string way)
    {
        JsonNode run = await studio.StartRunAsync(
            new { video_id = "escaped_video", creator_id = "escaper", transcript = Transcripts.English });
        JsonObject routes = (await GetAsync("api/openapi.json"))["paths"]!.AsObject();
        string[] paths =
        [
            .. routes.Where(r => r.Key.EndsWith("{name}", StringComparison.Ordinal) || r.Key.EndsWith("{rest}", StringComparison.Ordinal))
                .Select(r => r.Key.TrimStart('/').Replace("{task_id}", $"{run["task_id"]}").Replace("{run_id}", $"{run["run_id"]}")),
            "api/{name}",
            "assets/{name}",
        ];

        paths.Should().HaveCountGreaterThan(7);
        foreach (string path in paths)
        {
            var address = new Uri(path.Replace("{name}", way).Replace("{rest}", way), UriKind.Relative);
            using HttpResponseMessage answer = await studio.Http.GetAsync(address);
            string body = await answer.Content.ReadAsStringAsync();

            answer.RequestMessage!.RequestUri!.AbsoluteUri.Should().ContainAny("%2f", "%2F", "%5c", "%5C");
            answer.StatusCode.Should().BeOneOf(
                [HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.NotFound, HttpStatusCode.NotImplemented],
                $"{address}: {body}");
            JsonNode.Parse(body)!["detail"]!.GetValue<string>().Should().NotBeEmpty();
        }
    }

    private async Task EndOfLogIsServedAsync(string task, string run)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/pipeline/runs/{task}/{run}/artifacts/run.log");
        request.Headers.Range = new RangeHeaderValue(null, 22);
        using HttpResponseMessage tail = await studio.Http.SendAsync(request);
        tail.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        (await tail.Content.ReadAsStringAsync()).Should().Be(" The run is complete.\n");
    }

    private async Task<JsonNode> GetAsync(string url) => (await studio.Http.GetFromJsonAsync<JsonNode>(new Uri(url, UriKind.RelativeOrAbsolute)))!;
}
