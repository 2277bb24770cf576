using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using VideoPipeline.Functions.Api;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Api;

/// <summary>How transcripts come in.</summary>
public sealed class SourceApiTests : IClassFixture<Azurite>, IDisposable
{
    private const string Text = "The lamp had burned for ninety years. 灯塔亮了九十年。";

    private readonly FakeDurableTaskClient client = new();
    private readonly TestStorage storage;
    private readonly SourceFunctions sources;

    public SourceApiTests(Azurite azurite)
    {
        storage = new TestStorage(azurite);
        sources = new SourceFunctions(storage.Sources, new PipelineFinder(storage.Records));
    }

    public static TheoryData<string> Encodings => ["utf-8", "utf-16", "utf-16BE", "gb2312", "gb18030"];

    public void Dispose() => client.DisposeAsync().AsTask().Wait();

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Put_TextOfAKnownEncoding_IsKeptAsText(string encoding)
    {
        IActionResult answer = await sources.PutSource(RequestWith(Encode(encoding)), "video-one", default);

        Read(answer, 201)["characters"]!.GetValue<int>().Should().Be(Text.Length);
        (await storage.Sources.ReadAsync((await storage.Sources.FindAsync("anybody", "video-one", default))!, default)).Should().Be(Text);
    }

    [Fact]
    public async Task Put_BytesThatAreNoText_AreRefused()
    {
        IActionResult answer = await sources.PutSource(RequestWith([0x89, 0x50, 0x4E, 0x47, 0xFF, 0xC0, 0x01]), "video-one", default);

        Read(answer, 400)["detail"]!.GetValue<string>().Should().Contain("UTF-8, UTF-16 or GBK");
    }

    [Fact]
    public async Task Upload_ForATask_IsTheTranscriptOfItsVideo()
    {
        PipelineInput run = await RunAsync();

        IActionResult answer = await sources.UploadSubtitle(await FormAsync(run.Request.Pipeline.Value, Encode("gb18030")), client, default);

        JsonNode body = Read(answer, 200);
        body.AsObject().Select(m => m.Key).Should().Equal("message", "path", "video_id", "file_size");
        body["video_id"]!.GetValue<string>().Should().Be(run.Request.VideoId);
        body["file_size"]!.GetValue<int>().Should().Be(Encode("gb18030").Length);
        string hash = (await storage.Sources.FindAsync(run.Request.CreatorId, run.Request.VideoId, default))!;
        body["path"]!.GetValue<string>().Should().EndWith(hash);
        (await storage.Sources.ReadAsync(hash, default)).Should().Be(Text);
    }

    [Fact]
    public async Task Upload_ForAnUnknownTask_Is404()
    {
        IActionResult answer = await sources.UploadSubtitle(await FormAsync("nobody.no-video", Encode("utf-8")), client, default);

        Read(answer, 404)["detail"]!.GetValue<string>().Should().StartWith("任务不存在");
    }

    [Theory]
    [InlineData(null, "a transcript", "task_id")]
    [InlineData("a.video", null, "file")]
    [InlineData(null, null, "task_id", "file")]
    public async Task Upload_WithFieldsMissing_NamesThem(string? task, string? text, params string[] missing)
    {
        IActionResult answer = await sources.UploadSubtitle(
            await FormAsync(task, text is null ? null : Encoding.UTF8.GetBytes(text)), client, default);

        Read(answer, 422)["errors"]!.AsObject().Select(e => e.Key).Should().Equal(missing);
    }

    [Fact]
    public async Task Upload_LargerThanATranscript_Is413()
    {
        PipelineInput run = await RunAsync();

        IActionResult answer = await sources.UploadSubtitle(
            await FormAsync(run.Request.Pipeline.Value, new byte[RequestParser.MaxTranscriptBytes + 1]), client, default);

        Read(answer, 413);
    }

    [Fact]
    public async Task Upload_ThatIsNoForm_SaysWhatToSend()
    {
        IActionResult answer = await sources.UploadSubtitle(RequestWith(Encode("utf-8")), client, default);

        Read(answer, 400)["detail"]!.GetValue<string>().Should().Contain("task_id and file");
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    public async Task Upload_FormThatBreaksOff_SaysWhatToSend(string contentType)
    {
        HttpRequest request = RequestWith(Encoding.UTF8.GetBytes("--x\r\nContent-Disposition: form-data; name=\"task_id\"\r\n\r\nann.mo"));
        request.ContentType = contentType;

        IActionResult answer = await sources.UploadSubtitle(request, client, default);

        Read(answer, 400)["detail"]!.GetValue<string>().Should().Contain("task_id and file");
    }

    private static byte[] Encode(string encoding)
    {
        Encoding found = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        return [.. found.GetPreamble(), .. found.GetBytes(Text)];
    }

    private static HttpRequest RequestWith(byte[] body)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(body);
        request.ContentLength = body.Length;
        return request;
    }

    private static async Task<HttpRequest> FormAsync(string? task, byte[]? file)
    {
        using var form = new MultipartFormDataContent("----boundary") { { new StringContent("any"), "other" } };
        if (task is not null)
        {
            form.Add(new StringContent(task), "task_id");
        }

        if (file is not null)
        {
            form.Add(new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } }, "file", "talk.srt");
        }

        HttpRequest request = RequestWith(await form.ReadAsByteArrayAsync());
        request.ContentType = form.Headers.ContentType!.ToString();
        return request;
    }

    private static JsonNode Read(IActionResult answer, int status)
    {
        ObjectResult result = answer.Should().BeAssignableTo<ObjectResult>().Subject;
        result.StatusCode.Should().Be(status);
        return JsonSerializer.SerializeToNode(result.Value, result.Value!.GetType())!;
    }

    private async Task<PipelineInput> RunAsync()
    {
        PipelineInput run = Requests.Input();
        await storage.Records.ClaimAsync(RunRecord.Requested(run), default);
        return run;
    }
}
