using System.Text;
using System.Text.Json.Nodes;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace VideoPipeline.Cli.Tests;

/// <summary><c>vp batch</c>.</summary>
public sealed class BatchCommandTests : IDisposable
{
    private readonly VpFixture vp = new();

    public void Dispose() => vp.Dispose();

    private IEnumerable<JsonArray> Sent =>
        vp.Server.LogEntries.Select(e => JsonNode.Parse(e.RequestMessage!.Body!)!["requests"]!.AsArray());

    [Fact]
    public async Task Csv_CellsBecomeFieldsOfTheirKind_AndAFileATranscript()
    {
        Answers();
        vp.WriteTranscript("A story.");
        string file = vp.WriteFile("monday.csv", Encoding.UTF8.GetBytes("""
            creator_id,video_id,export_video,duration,gender,transcript_file,account_name
            ann,moon-landing,true,60,1,talk.txt,
            "甲, 乙",moon-landing,yes,,female,,main
            """));

        (await vp.RunAsync("batch", file)).Should().Be(0, vp.Error);

        Sent.Single().Select(r => r!.ToJsonString()).Should().Equal(
            """{"creator_id":"ann","video_id":"moon-landing","export_video":true,"duration":60,"gender":1,"transcript":"A story."}""",
            """{"creator_id":"\u7532, \u4E59","video_id":"moon-landing","export_video":"yes","gender":"female","account_name":"main"}""");
    }

    [Fact]
    public async Task JsonLines_OfManyRequests_AreSentInPartsAndNumberedThrough()
    {
        Answers();
        string lines = string.Concat(Enumerable.Range(0, 120).Select(i => $$"""{"creator_id": "ann", "video_id": "video-{{i}}"}""" + "\n\n"));
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(lines));

        (await vp.RunAsync(TimeProvider.System, input, default, "batch", "-", "--key", "monday")).Should().Be(0, vp.Error);

        Sent.Select(s => s.Count).Should().Equal(50, 50, 20);
        vp.Server.LogEntries.Select(e => e.RequestMessage!.Headers!["Idempotency-Key"].Single()).Should().Equal("monday/0", "monday/50", "monday/100");
        vp.Lines.Should().HaveCount(120);
        vp.Lines[^1].Split('\t').Should().Equal("120", "202", "ann.video-119", "r1", "started");
        vp.Error.Should().Contain("120 accepted, 0 refused.");
    }

    [Fact]
    public async Task Refusal_OfOne_IsToldWithItsReasonAndByTheExitCode()
    {
        Answers("""{"index": 0, "status": 202, "task_id": "ann.moon", "run_id": "r1"}, {"index": 1, "status": 422, "detail": "video_id: too short"}""");
        string file = vp.WriteFile("monday.jsonl", "{\"video_id\": \"moon-landing\"}\n{\"video_id\": \"m\"}\n"u8.ToArray());

        (await vp.RunAsync("batch", file, "--json")).Should().Be(4, vp.Error);

        JsonNode report = JsonNode.Parse(vp.Output)!;
        (report["accepted"]!.GetValue<int>(), report["refused"]!.GetValue<int>()).Should().Be((1, 1));
        report["results"]![1]!["detail"]!.GetValue<string>().Should().Be("video_id: too short");
    }

    [Theory]
    [InlineData("monday.jsonl", "{}\n{\"video_id\": ", "Line 2")]
    [InlineData("monday.jsonl", "[1]", "Line 1")]
    [InlineData("monday.jsonl", "", "no requests")]
    [InlineData("monday.csv", "creator_id,video_id\n", "no requests")]
    [InlineData("monday.csv", "creator_id,video_id\nann,\"moon", "Row")]
    [InlineData("monday.txt", "{}", ".jsonl")]
    [InlineData("monday.jsonl", "{\"transcript_file\": \"no-such-file.srt\"}", "cannot be read")]
    public async Task File_ThatIsNoBatch_IsRefusedBeforeAnythingIsStarted(string name, string content, string reason)
    {
        Answers();

        (await vp.RunAsync("batch", vp.WriteFile(name, Encoding.UTF8.GetBytes(content)))).Should().Be(2);

        vp.Error.Should().Contain(reason);
        vp.Server.LogEntries.Should().BeEmpty();
    }

    private void Answers(string results) => vp.Server
        .Given(Request.Create().UsingPost().WithPath("/api/pipeline/batch"))
        .RespondWith(VpFixture.Json(200, $$"""{"results": [{{results}}], "accepted": 1, "refused": 1}"""));

    private void Answers() => vp.Server
        .Given(Request.Create().UsingPost().WithPath("/api/pipeline/batch"))
        .RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody(request =>
        {
            IEnumerable<string> results = JsonNode.Parse(request.Body!)!["requests"]!.AsArray().Select((r, i) =>
                $$"""{"index": {{i}}, "status": 202, "task_id": "ann.{{r!["video_id"]}}", "run_id": "r1", "deduplicated": false}""");
            return $$"""{"results": [{{string.Join(",", results)}}], "accepted": 1, "refused": 0}""";
        }));
}
