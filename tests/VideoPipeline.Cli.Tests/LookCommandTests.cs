using System.Text.Json.Nodes;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace VideoPipeline.Cli.Tests;

/// <summary><c>vp list</c>, <c>vp logs</c>, <c>vp exporter</c> and <c>vp open</c>.</summary>
public sealed class LookCommandTests : IDisposable
{
    private const string Log = "2026-01-01T12:00:00.000Z one\n2026-01-01T12:00:01.000Z two\n2026-01-01T12:00:02.000Z 三\n";

    private readonly VpFixture vp = new();

    public void Dispose() => vp.Dispose();

    [Fact]
    public async Task List_Filtered_AsksForThatAndPrintsALineForEach()
    {
        Answers("/api/pipeline/tasks", $$"""{"tasks": [{{VpFixture.Status("completed")}}, {{VpFixture.Status("running", VpFixture.Stage("voice", "running", 40))}}], "total": 30, "page": 1, "page_size": 2}""");

        (await vp.RunAsync("list", "--creator", "甲 乙", "--status", "running", "--search", "a&b", "--size", "2")).Should().Be(0, vp.Error);

        IDictionary<string, WireMock.Types.WireMockList<string>> query = vp.Server.LogEntries.Single().RequestMessage!.Query!;
        query.ToDictionary(q => q.Key, q => q.Value.Single()).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["creator_id"] = "甲 乙",
            ["status"] = "running",
            ["search"] = "a&b",
            ["page"] = "1",
            ["page_size"] = "2",
        });
        vp.Lines.Should().HaveCount(2);
        vp.Lines[1].Split('\t')[..4].Should().Equal("ann.moon", "r1", "running", "voice 40 %");
        vp.Error.Should().Contain("30 in all");
    }

    [Fact]
    public async Task List_Json_IsWhatTheServerSaid()
    {
        Answers("/api/pipeline/tasks", $$"""{"tasks": [{{VpFixture.Status("completed")}}], "total": 1, "page": 1, "page_size": 20}""");

        (await vp.RunAsync("list", "--json")).Should().Be(0, vp.Error);

        JsonNode.Parse(vp.Output)!["tasks"]![0]!["progress"]!["故事二创"]!.GetValue<string>().Should().Be("运行中");
    }

    [Fact]
    public async Task Logs_Whole_AreWhatTheRunWrote()
    {
        vp.AnswersStatus(VpFixture.Status("completed"));
        AnswersLog("bytes=0-", 206, Log, "bytes 0-89/90");

        (await vp.RunAsync("logs", "ann.moon")).Should().Be(0, vp.Error);

        vp.Output.Should().Be(Log);
    }

    [Theory]
    [InlineData(1, "bytes=-200", Log, "bytes 0-89/90", "三")]
    [InlineData(2, "bytes=-400", "broken line\nsecond\nthird\nlast\n", "bytes 7-37/38", "third\nlast\n")]
    public async Task Logs_Tail_AreTheLastLinesWhole(int lines, string range, string content, string contentRange, string printed)
    {
        vp.AnswersStatus(VpFixture.Status("completed"));
        AnswersLog(range, 206, content, contentRange);

        (await vp.RunAsync("logs", "ann.moon", "--tail", $"{lines}")).Should().Be(0, vp.Error);

        vp.Output.Should().Contain(printed).And.NotContain("two").And.NotContain("broken");
        vp.Lines.Should().HaveCount(lines);
    }

    [Fact]
    public async Task Logs_Follow_PrintsWhatIsAddedUntilTheRunEnds()
    {
        vp.AnswersStatus(VpFixture.Status("running"), VpFixture.Status("running"), VpFixture.Status("completed"));
        AnswersLog("bytes=0-", 206, "one\n", "bytes 0-3/4");
        AnswersLog("bytes=4-", 206, "two\n", "bytes 4-7/8");
        AnswersLog("bytes=8-", 416, "", "bytes */8");

        (await vp.RunAsync("logs", "ann.moon", "--follow")).Should().Be(0, vp.Error);

        vp.Output.Should().Be("one\ntwo\n");
    }

    [Fact]
    public async Task Logs_OfARunThatHasNone_AreEmpty()
    {
        vp.AnswersStatus(VpFixture.Status("pending"));

        (await vp.RunAsync("logs", "ann.moon", "--json")).Should().Be(0, vp.Error);

        JsonNode.Parse(vp.Output)!["lines"]!.AsArray().Should().BeEmpty();
    }

    [Theory]
    [InlineData("--follow", "--json")]
    [InlineData("--tail", "0")]
    public async Task Logs_WrongUse_IsToldAndNothingIsAsked(params string[] options)
    {
        (await vp.RunAsync(["logs", "ann.moon", .. options])).Should().Be(2);

        vp.Server.LogEntries.Should().BeEmpty();
    }

    [Fact]
    public async Task Exporter_InUse_TellsWhoAndWhoIsNext()
    {
        Answers("/api/exporter", """
            {"available": false, "holder": {"task_id": "ann.moon", "run_id": "r1", "since": "2026-01-01T12:00:00Z", "percent": 40},
             "waiting": [{"task_id": "bob.sun", "run_id": "r2", "position": 1, "estimated_wait_seconds": 65}],
             "busy_share": 0.5, "average_seconds": 100, "estimated_free_seconds": 165, "exporter": {"reachable": true, "detail": null}}
            """);

        (await vp.RunAsync("exporter")).Should().Be(0, vp.Error);

        vp.Lines[0].Split('\t').Should().Equal("exports", "ann.moon", "r1", "2026-01-01 12:00:00Z", "40 %");
        vp.Lines[1].Split('\t').Should().Equal("1", "bob.sun", "r2", "", "about 1:05 to go");
        vp.Error.Should().Contain("2:45").And.Contain("50 %");
    }

    [Fact]
    public async Task Exporter_ThatDoesNotAnswerTheServer_IsTold()
    {
        Answers("/api/exporter", """{"available": false, "waiting": [], "exporter": {"reachable": false, "detail": "See that it runs."} }""");

        (await vp.RunAsync("exporter")).Should().Be(0);

        vp.Error.Should().Contain("See that it runs.");
    }

    [Theory]
    [InlineData(new string[0], "/")]
    [InlineData(new[] { "ann.moon" }, "/pipeline?task=ann.moon")]
    [InlineData(new[] { "ann.moon", "--run", "r 1" }, "/pipeline?task=ann.moon&run=r%201")]
    public async Task Open_PrintsTheDashboardsAddress(string[] arguments, string path)
    {
        (await vp.RunAsync(["open", .. arguments])).Should().Be(0);

        vp.Output.Trim().Should().Be(vp.Server.Urls[0] + path);
    }

    private void Answers(string path, string body) =>
        vp.Server.Given(Request.Create().UsingGet().WithPath(path)).RespondWith(VpFixture.Json(200, body));

    private void AnswersLog(string range, int code, string content, string contentRange) => vp.Server
        .Given(Request.Create().UsingGet().WithPath("/api/pipeline/runs/ann.moon/r1/artifacts/run.log").WithHeader("Range", range))
        .RespondWith(Response.Create().WithStatusCode(code).WithHeader("Content-Type", "text/plain; charset=utf-8")
            .WithHeader("Content-Range", contentRange).WithBody(content));
}
