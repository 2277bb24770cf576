using CliWrap;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SkiaSharp;
using VideoPipeline.Exporter.Gateway;
using VideoPipeline.Exporter.Rendering;
using VideoPipeline.Exporter.Tests.Rendering;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace VideoPipeline.Exporter.Tests.Gateway;

/// <summary>Against a stub of the original's JianYing exporter: synchronous, slow, sometimes wrong.</summary>
public sealed class JianYingExporterTests : IAsyncLifetime, IDisposable
{
    private const string Made = "from JianYing.mp4";

    private readonly TestDraft draft = new();
    private readonly WireMockServer service = WireMockServer.Start();
    private readonly IHost host = Host.CreateEmptyApplicationBuilder(null).Build();
    private readonly Meter progress = new();

    private string Target => Path.Combine(draft.Root, "target.mp4");

    private int Exports => service.LogEntries.Count;

    public async Task InitializeAsync()
    {
        await draft.BuildAsync(2, [], SKColors.Red);
        await MakeVideoAsync(2);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        host.Dispose();
        service.Dispose();
        draft.Dispose();
    }

    [Theory]
    [InlineData(@"D:\JianyingPro Drafts\from JianYing.mp4")]
    [InlineData("/mnt/videos/from JianYing.mp4")]
    public async Task Export_ThatSucceeds_IsTheVideoOfThatNameInTheSharedFolder(string path)
    {
        Answer(Response.Create().WithBodyAsJson(new { status = "success", output_path = path }));

        RenderedVideo video = await RenderAsync();

        video.Duration.TotalSeconds.Should().BeApproximately(2, 0.1);
        (await File.ReadAllBytesAsync(Target)).Should().Equal(await File.ReadAllBytesAsync(Path.Combine(draft.Root, Made)));
        service.LogEntries.Single().RequestMessage!.Body.Should().Be("""{"draft_name":"draft"}""");
    }

    [Fact]
    public async Task Export_ThatFails_SaysWhyAndIsNotTriedAgain()
    {
        Answer(Response.Create().WithStatusCode(500).WithBodyAsJson(new { detail = "Export failed: 没有会员" }));

        await RenderAsync().FailsAsync("*没有会员*");

        Exports.Should().Be(1);
        File.Exists(Target).Should().BeFalse();
    }

    [Theory]
    [InlineData("""{"status":"success","output_path":""}""", "*导出服务返回空路径*")]
    [InlineData("""{"status":"success"}""", "*导出服务返回空路径*")]
    [InlineData("""{"status":"failed","message":"no window"}""", "*no window*")]
    [InlineData("<html>", "*<html>*")]
    [InlineData("""{"status":"success","output_path":"/videos/../../etc/passwd"}""", "*Exporter__Gateway__VideoFolder*")]
    public async Task Export_WithoutAVideo_SaysSo(string body, string message)
    {
        Answer(Response.Create().WithBody(body));

        await RenderAsync().FailsAsync(message);

        Exports.Should().Be(1);
    }

    [Fact]
    public async Task Export_OfAnotherLength_IsNotTakenForTheDraftsVideo()
    {
        await MakeVideoAsync(5);
        Answer(Response.Create().WithBodyAsJson(new { status = "success", output_path = Made }));

        await RenderAsync().FailsAsync("*of 2 s*");
    }

    [Fact]
    public async Task Export_ConnectionThatBreaks_IsNotTriedAgain()
    {
        Answer(Response.Create().WithFault(FaultType.EMPTY_RESPONSE));

        await RenderAsync().FailsAsync("*");

        Exports.Should().Be(1);
    }

    [Fact]
    public async Task Export_ServiceThatNeverAnswers_EndsAfterTheTimeLimit()
    {
        Answer(Response.Create().WithDelay(TimeSpan.FromMinutes(10)));

        await RenderAsync(TimeSpan.FromMilliseconds(200)).FailsAsync("*Exporter__Gateway__Timeout*");
    }

    [Fact]
    public async Task Cancel_WhileJianYingExports_WaitsUntilItIsFree()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Answer(Response.Create().WithCallback(async _ =>
        {
            reached.SetResult();
            await answer.Task;
            return new WireMock.ResponseMessage { StatusCode = 200 };
        }));
        using var cancellation = new CancellationTokenSource();

        Task<RenderedVideo> rendering = RenderAsync(cancellationToken: cancellation.Token);
        await reached.Task;
        await cancellation.CancelAsync();
        bool endedEarly = rendering.IsCompleted;
        answer.SetResult();

        Func<Task> act = () => rendering;
        await act.Should().ThrowAsync<Exception>();
        endedEarly.Should().BeFalse();
    }

    private void Answer(IResponseBuilder response) =>
        service.Given(Request.Create().WithPath("/api/export_draft").UsingPost()).RespondWith(response);

    private async Task<RenderedVideo> RenderAsync(TimeSpan? limit = null, CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var gateway = new GatewayOptions { Url = service.Url, VideoFolder = draft.Root, Timeout = limit ?? TimeSpan.FromMinutes(1) };
        return await new JianYingExporter(
            http,
            Options.Create(gateway),
            Options.Create(new ExporterOptions()),
            Options.Create(new RenderOptions()),
            host.Services.GetRequiredService<IHostApplicationLifetime>(),
            TimeProvider.System).RenderAsync(draft.Folder, Target, progress, cancellationToken);
    }

    private Task MakeVideoAsync(int seconds) => Cli.Wrap("ffmpeg")
        .WithArguments([
            "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", $"color=red:s=64x36:d={seconds}", "-f", "lavfi", "-i", $"sine=440:d={seconds}",
            "-shortest", Path.Combine(draft.Root, Made)])
        .ExecuteAsync();

    private sealed class Meter : IProgress<int>
    {
        public void Report(int value)
        {
            // the service does not tell
        }
    }
}

/// <summary>What a rendering fails with.</summary>
internal static class RenderingAssertions
{
    public static async Task FailsAsync(this Task<RenderedVideo> rendering, string message)
    {
        Func<Task> act = () => rendering;
        await act.Should().ThrowAsync<RenderFailedException>().WithMessage(message);
    }
}
