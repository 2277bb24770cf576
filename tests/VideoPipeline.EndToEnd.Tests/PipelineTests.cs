using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>The main job, through real processes and on real input.</summary>
public sealed class PipelineTests(Studio studio) : IClassFixture<Studio>
{
    [Theory]
    [InlineData("english", Transcripts.English)]
    [InlineData("中文", Transcripts.Chinese)]
    public async Task Run_WithExport_GivesAVideoAsLongAsItsNarration(string creator, string transcript)
    {
        JsonNode started = await studio.StartRunAsync(new { video_id = "lighthouse", creator_id = creator, export_video = true, transcript });
        string task = started["task_id"]!.GetValue<string>();

        JsonNode end = await studio.EndOfAsync(task);

        end["status"]!.GetValue<string>().Should().Be("completed", end.ToJsonString());
        Dictionary<string, string> links = await studio.ArtifactsOfAsync(task);
        links.Keys.Should().Contain(["story.txt", "audio.mp3", "audio.srt", "draft.jy", "final_video.mp4", "preview.mp4", "poster.jpg", "run.log"]);
        JsonNode video = await ProbeAsync(links["final_video.mp4"], "video.mp4");
        JsonNode audio = await ProbeAsync(links["audio.mp3"], "audio.mp3");
        Streams(video).Should().BeEquivalentTo("h264", "aac");
        Stream(video, "h264")["width"]!.GetValue<int>().Should().Be(1920);
        Stream(video, "h264")["height"]!.GetValue<int>().Should().Be(1080);
        Seconds(video).Should().BeApproximately(Seconds(audio), 0.2);
        Seconds(await ProbeAsync(links["preview.mp4"], "preview.mp4")).Should().BeApproximately(Math.Min(30, Seconds(video)), 0.5);
    }

    [Fact]
    public async Task Run_FiveEqualPostsAtOnce_AreOneTaskOneRunAndOneSetOfArtifacts()
    {
        await UploadAsync("test_video", Transcripts.English);
        const string body = """{"video_id": "test_video", "creator_id": "test_creator", "gender": 1, "export_video": false}""";

        JsonNode[] answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PostAsync(body)));
        JsonNode end = await studio.EndOfAsync("test_creator.test_video");

        end["status"]!.GetValue<string>().Should().Be("completed", end.ToJsonString());
        answers.Select(a => a["task_id"]!.GetValue<string>()).Distinct().Should().Equal("test_creator.test_video");
        string run = answers.Select(a => a["run_id"]!.GetValue<string>()).Distinct().Should().ContainSingle().Subject;
        answers.Count(a => !a["deduplicated"]!.GetValue<bool>()).Should().Be(1);
        string[] blobs = await studio.BlobsOfAsync("test_creator.test_video/");
        blobs.Should().NotBeEmpty().And.OnlyContain(b => b.Contains($"/{run}/"));
    }

    [Fact]
    public async Task Run_WithoutATranscript_FailsAndSaysWhereToUploadIt()
    {
        JsonNode started = await studio.StartRunAsync(new { video_id = "no_such_source", creator_id = "somebody" });

        JsonNode end = await studio.EndOfAsync(started["task_id"]!.GetValue<string>());

        end["status"]!.GetValue<string>().Should().Be("failed");
        end["error"]!.GetValue<string>().Should().Contain("PUT /api/sources/no_such_source");
    }

    [Fact]
    public async Task Run_WithoutATranscript_IsRetriedWithTheOneUploadedByTheOriginalsForm()
    {
        JsonNode started = await studio.StartRunAsync(new { video_id = "late_source", creator_id = "somebody", language = "en", target_minutes = 1 });
        string task = started["task_id"]!.GetValue<string>();
        await studio.EndOfAsync(task);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(task), "task_id" },
            { new ByteArrayContent(Encoding.Unicode.GetBytes(Transcripts.English)), "file", "subtitle.txt" },
        };

        using HttpResponseMessage upload = await studio.Http.PostAsync(new Uri("api/pipeline/upload-subtitle", UriKind.Relative), form);
        using HttpResponseMessage retry = await studio.Http.PostAsync(new Uri($"api/pipeline/retry/{task}", UriKind.Relative), null);
        JsonNode retried = (await retry.Content.ReadFromJsonAsync<JsonNode>())!;
        JsonNode end = await studio.EndOfAsync(task, retried["run_id"]!.GetValue<string>());

        upload.StatusCode.Should().Be(HttpStatusCode.OK);
        end["status"]!.GetValue<string>().Should().Be("completed", end.ToJsonString());
        JsonNode result = (await studio.Http.GetFromJsonAsync<JsonNode>(new Uri($"api/pipeline/result/{task}", UriKind.Relative)))!;
        result["artifacts"]!.AsObject().Select(a => a.Key).Should().Contain(["story.txt", "audio.mp3", "report.json", "report.md"]);
        JsonNode report = (await studio.Http.GetFromJsonAsync<JsonNode>(new Uri(result["artifacts"]!["report.json"]!.GetValue<string>())))!;
        report["steps"]!.AsArray().Select(s => s!["step"]!.GetValue<string>()).Should().Contain(["plan", "segment 1", "chunk 1", "assembly"]);
    }

    [Theory]
    [InlineData("{\"video_id\": \"abc", 400, "not valid JSON")]
    [InlineData("[]", 422, "JSON object")]
    [InlineData("{\"creator_id\": \"refused\"}", 422, "video_id: This field is required")]
    [InlineData("{\"creator_id\": \"refused\", \"video_id\": \"refused_video\", \"gender\": \"robot\"}", 422, "gender: Must be 0")]
    [InlineData("{\"creator_id\": \"refused\", \"video_id\": \"refused_video\", \"speed\": 2}", 422, "speed: There is no such field")]
    public async Task Run_ThatIsNotValid_IsRefusedWithAReasonAndNothingIsStarted(string body, int status, string reason)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using HttpResponseMessage answer = await studio.Http.PostAsync(new Uri("api/pipeline/run", UriKind.Relative), content);

        ((int)answer.StatusCode).Should().Be(status);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await answer.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!.GetValue<string>().Should().Contain(reason);
        using HttpResponseMessage task = await studio.Http.GetAsync(new Uri("api/pipeline/status/refused.refused_video", UriKind.Relative));
        task.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Run_WithAnOverlongPart_IsRefused()
    {
        using HttpResponseMessage answer =
            await studio.Http.PostAsJsonAsync("api/pipeline/run", new { video_id = new string('v', 301), creator_id = "refused" });

        answer.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("at most 300 characters");
    }

    [Theory]
    [InlineData("api/pipeline/status/nobody.nothing")]
    [InlineData("api/pipeline/result/nobody.nothing")]
    [InlineData("api/pipeline/artifacts/nobody.nothing/story.txt")]
    [InlineData("api/pipeline/status/..%2f..%2fetc")]
    public async Task UnknownTask_Is404WithAReason(string path)
    {
        using HttpResponseMessage answer = await studio.Http.GetAsync(new Uri(path, UriKind.Relative));

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await answer.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!.GetValue<string>().Should().Contain("任务不存在");
    }

    [Fact]
    [Trait(Target.Trait, Target.Own)]
    public async Task App_OnABusyPort_SaysSoInOneSentenceAndEnds()
    {
        using ServerProcess second = studio.StartApp(new Uri(studio.Url).Port);

        int exitCode = await second.ExitCodeAsync();

        exitCode.Should().Be(1);
        second.Output.Split('\n').Should().ContainSingle(line => line.StartsWith("VideoPipeline could not start: Port ", StringComparison.Ordinal));
        second.Output.Should().NotContain("   at ");
    }

    private static IEnumerable<string> Streams(JsonNode probe) => probe["streams"]!.AsArray().Select(s => s!["codec_name"]!.GetValue<string>());

    private static JsonNode Stream(JsonNode probe, string codec) =>
        probe["streams"]!.AsArray().Single(s => s!["codec_name"]!.GetValue<string>() == codec)!;

    private static double Seconds(JsonNode probe) =>
        double.Parse(probe["format"]!["duration"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    private async Task<JsonNode> ProbeAsync(string url, string name)
    {
        string folder = Directory.CreateTempSubdirectory("videopipeline-probe-").FullName;
        try
        {
            string path = Path.Combine(folder, name);
            await File.WriteAllBytesAsync(path, await studio.Http.GetByteArrayAsync(new Uri(url)));
            BufferedCommandResult probe = await Cli.Wrap("ffprobe")
                .WithArguments(["-v", "error", "-of", "json", "-show_format", "-show_streams", path])
                .ExecuteBufferedAsync();
            return JsonNode.Parse(probe.StandardOutput)!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task UploadAsync(string video, string text)
    {
        using var content = new StringContent(text, Encoding.UTF8, "text/plain");
        using HttpResponseMessage answer = await studio.Http.PutAsync(new Uri($"api/sources/{video}", UriKind.Relative), content);
        answer.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    private async Task<JsonNode> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await studio.Http.PostAsync(new Uri("api/pipeline/run", UriKind.Relative), content);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
