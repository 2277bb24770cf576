using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Api;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Api;

/// <summary>How callers get the files of runs.</summary>
public sealed class ArtifactApiTests : IClassFixture<Azurite>, IAsyncLifetime, IDisposable
{
    private const string Story = "0123456789 and so on";

    private readonly PipelineInput run = Requests.Input();
    private readonly FakeDurableTaskClient client = new();
    private readonly TestStorage storage;
    private readonly StatusFunctions status;
    private readonly ResultFunctions results;

    public ArtifactApiTests(Azurite azurite)
    {
        storage = new TestStorage(azurite);
        var finder = new PipelineFinder(storage.Records);
        status = new StatusFunctions(finder, new WaitReader(storage.Records, TimeProvider.System), storage.RunArtifacts);
        results = new ResultFunctions(finder, storage.RunArtifacts, new ArtifactAnswer(storage.RunArtifacts));
    }

    private string TaskId => run.Request.Pipeline.Value;

    public async Task InitializeAsync()
    {
        await storage.Records.ClaimAsync(RunRecord.Requested(run).Start(run.RequestedAt), default);
        client.Put(run, OrchestrationRuntimeStatus.Running);
        await storage.Artifacts.AddAsync(ArtifactKind.Story, run.Key, ArtifactNames.Story, BinaryData.FromString(Story), default);
        await storage.Log.WriteAsync(run.Key, "begun", default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => client.DisposeAsync().AsTask().Wait();

    [Fact]
    public async Task Artifact_Whole_MayBeKeptForGoodAndSaysWhatItIs()
    {
        HttpAnswer answer = await GetAsync(ArtifactNames.Story);

        answer.Status.Should().Be(200);
        answer.Text.Should().Be(Story);
        answer.Headers.ContentType.ToString().Should().Be("text/plain; charset=utf-8");
        answer.Headers.CacheControl.ToString().Should().Contain("immutable").And.Contain("private");
        answer.Headers.ContentDisposition.ToString().Should().StartWith("inline").And.Contain("story.txt");
        answer.Headers.XContentTypeOptions.ToString().Should().Be("nosniff");
    }

    [Theory]
    [InlineData("bytes=2-4", 206, "234", "bytes 2-4/20")]
    [InlineData("bytes=-5", 206, "so on", "bytes 15-19/20")]
    [InlineData("bytes=-20000", 206, Story, "bytes 0-19/20")]
    [InlineData("bytes=15-", 206, "so on", "bytes 15-19/20")]
    [InlineData("bytes=20-", 416, "", "bytes */20")]
    [InlineData("bytes=nonsense", 200, Story, "")]
    public async Task Artifact_InARange_IsThatPart(string range, int expected, string text, string contentRange)
    {
        HttpAnswer answer = await GetAsync(ArtifactNames.Story, "", ("Range", range));

        answer.Status.Should().Be(expected);
        answer.Text.Should().Be(text);
        answer.Headers.ContentRange.ToString().Should().Be(contentRange);
    }

    [Fact]
    public async Task Artifact_ThatTheClientHas_Is304()
    {
        string etag = (await GetAsync(ArtifactNames.Story)).Headers.ETag.ToString();

        HttpAnswer again = await GetAsync(ArtifactNames.Story, "", ("If-None-Match", etag));
        HttpAnswer other = await GetAsync(ArtifactNames.Story, "", ("If-None-Match", "\"another\""));

        (again.Status, again.Content.Length).Should().Be((304, 0));
        other.Status.Should().Be(200);
    }

    [Fact]
    public async Task Artifact_ToBeSaved_IsAnAttachment()
    {
        HttpAnswer answer = await GetAsync(ArtifactNames.Story, "?download=1");

        answer.Headers.ContentDisposition.ToString().Should().StartWith("attachment").And.Contain("story.txt");
    }

    [Fact]
    public async Task Artifact_HeadersAlone_TellTheLength()
    {
        HttpAnswer answer = await HttpAnswer.OfAsync(
            HttpAnswer.Request(method: "HEAD"), r => results.GetRunArtifact(r, TaskId, run.RunId.ToString(), ArtifactNames.Story, client, default));

        (answer.Status, answer.Content.Length, answer.Headers.ContentLength).Should().Be((200, 0, Story.Length));
    }

    [Fact]
    public async Task Log_OfARunThatGoesOn_IsAskedForAgainEachTime()
    {
        HttpAnswer first = await GetAsync(ArtifactNames.Log);
        await storage.Log.WriteAsync(run.Key, "more", default);

        HttpAnswer second = await GetAsync(ArtifactNames.Log, "", ("If-None-Match", first.Headers.ETag.ToString()));

        first.Headers.CacheControl.ToString().Should().Contain("no-cache");
        second.Status.Should().Be(200);
        second.Text.Should().StartWith(first.Text).And.EndWith("more\n");
    }

    [Theory]
    [InlineData("audio.mp3")]
    [InlineData("manifest.json")]
    [InlineData("../story.txt")]
    [InlineData("parts/segment-000.txt")]
    [InlineData("pictures/../../x.png")]
    [InlineData("pictures/1.jpg")]
    [InlineData("STORY.TXT")]
    public async Task Artifact_ThatIsNotThere_Is404AndMayComeLater(string name)
    {
        HttpAnswer answer = await GetAsync(name);

        answer.Status.Should().Be(404);
        answer.Headers.CacheControl.ToString().Should().Be("no-store");
        answer.Json["detail"]!.GetValue<string>().Should().Contain("final_video.mp4");
    }

    [Fact]
    public async Task Artifact_OfAnUnknownRun_Is404()
    {
        HttpAnswer answer = await HttpAnswer.OfAsync(
            HttpAnswer.Request(), r => results.GetRunArtifact(r, TaskId, Guid.NewGuid().ToString(), ArtifactNames.Story, client, default));

        answer.Status.Should().Be(404);
    }

    [Fact]
    public async Task Artifact_ByTheTaskAlone_IsAskedForAgain_ForTheNextRunHasAnother()
    {
        HttpAnswer newest = await HttpAnswer.OfAsync(HttpAnswer.Request(), r => results.GetPipelineArtifact(r, TaskId, ArtifactNames.Story, client, default));
        HttpAnswer named = await HttpAnswer.OfAsync(
            HttpAnswer.Request($"?run_id={run.RunId}"), r => results.GetPipelineArtifact(r, TaskId, ArtifactNames.Story, client, default));

        (newest.Text, named.Text).Should().Be((Story, Story));
        newest.Headers.CacheControl.ToString().Should().Contain("no-cache");
        named.Headers.CacheControl.ToString().Should().Contain("immutable");
    }

    [Fact]
    public async Task Run_WhileItGoesOn_TellsItsFilesAndThePicturesOfItsDraft()
    {
        await AddDraftAsync(("picture_001.jpg", "one"), ("picture_002.png", "two!"), ("audio.mp3", "sound"));

        JsonNode found = (await HttpAnswer.OfAsync(
            HttpAnswer.Request(), r => status.GetPipelineRun(r, TaskId, run.RunId.ToString(), client, default))).Json;

        found["status"]!.GetValue<string>().Should().Be("running");
        JsonArray files = found["artifacts"]!.AsArray();
        files.Select(f => f!["name"]!.GetValue<string>()).Should().Equal("story.txt", "draft.jy", "run.log", "pictures/1.jpg", "pictures/2.png");
        files[0]!["url"]!.GetValue<string>().Should().Be($"/api/pipeline/runs/{TaskId}/{run.RunId}/artifacts/story.txt");
        files[0]!["size"]!.GetValue<long>().Should().Be(Story.Length);
        files[0]!["kind"]!.GetValue<string>().Should().Be("story");
        files[4]!["size"]!.GetValue<long>().Should().Be(4);
        files[4]!["content_type"]!.GetValue<string>().Should().Be("image/png");
    }

    [Fact]
    public async Task Picture_OfTheDraft_IsReadFromItsArchive()
    {
        await AddDraftAsync(("picture_001.jpg", "one"), ("picture_002.png", "two!"));

        HttpAnswer answer = await GetAsync("pictures/2.png");
        HttpAnswer again = await GetAsync("pictures/2.png", "", ("If-None-Match", answer.Headers.ETag.ToString()));
        HttpAnswer otherKind = await GetAsync("pictures/2.jpg");

        (answer.Status, answer.Text, answer.Headers.ContentType.ToString()).Should().Be((200, "two!", "image/png"));
        again.Status.Should().Be(304);
        otherKind.Status.Should().Be(404);
    }

    [Fact]
    public async Task Result_LinksEachFile_AndTheLinksNameTheRun()
    {
        await storage.Records.ChangeAsync(run.Key, r => r.Finish(run.RequestedAt, null), default);
        client.Put(run, OrchestrationRuntimeStatus.Completed);

        JsonNode result = (await HttpAnswer.OfAsync(HttpAnswer.Request(), r => results.GetPipelineResult(r, TaskId, client, default))).Json;

        result["story_path"]!.GetValue<string>().Should().Be($"http://localhost/api/pipeline/artifacts/{TaskId}/story.txt?run_id={run.RunId}");
        result["artifacts"]!.AsObject().Select(a => a.Key).Should().Equal("story.txt", "run.log");
    }

    private Task<HttpAnswer> GetAsync(string name, string query = "", params (string Name, string Value)[] headers) => HttpAnswer.OfAsync(
        HttpAnswer.Request(query, "GET", headers), r => results.GetRunArtifact(r, TaskId, run.RunId.ToString(), name, client, default));

    private async Task AddDraftAsync(params (string Name, string Content)[] materials)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string content) in materials)
            {
                await using Stream entry = await zip.CreateEntry($"materials/{name}", CompressionLevel.NoCompression).OpenAsync();
                await entry.WriteAsync(BinaryData.FromString(content).ToMemory());
            }
        }

        await storage.Artifacts.AddAsync(ArtifactKind.Draft, run.Key, ArtifactNames.Draft, new BinaryData(archive.ToArray()), default);
    }
}
