using SkiaSharp;
using VideoPipeline.Drafts;
using VideoPipeline.EndToEnd.Tests;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Tests.Hosting;
using VideoPipeline.Exporter.Tests.Rendering;
using VideoPipeline.Testing;
using VideoPipeline.Voice;

namespace VideoPipeline.Exporter.Tests;

/// <summary>The exporter as a process, with real ffmpeg and <c>kill -9</c>.</summary>
[Collection(nameof(SharedStorage))]
public sealed class ProcessTests(Azurite azurite) : IAsyncLifetime
{
    private readonly Workshop workshop = new(azurite);
    private readonly HttpClient http = AtFreePort();
    private ServerProcess process = null!;

    private ExporterClient Client => new(http);

    public async Task InitializeAsync() => await StartAsync();

    public async Task DisposeAsync()
    {
        process.Dispose();
        http.Dispose();
        await workshop.CloseAsync();
    }

    [Fact]
    public async Task Cancel_Running_EndsFfmpegAndLeavesNothing()
    {
        ExportOrder order = await RenderingAsync(seconds: 300);

        await Client.CancelAsync(order.RequestId, default);
        ExportJob ended = await EndOfAsync(order.RequestId);

        ended.State.Should().Be(ExportState.Cancelled);
        FfmpegFolders().Should().BeEmpty();
        workshop.WorkOf("state").Should().BeEmpty();
    }

    [Fact]
    public async Task Kill_AfterACancelWasAnswered_DoesNotRenderAgain()
    {
        ExportOrder order = await RenderingAsync(seconds: 300);
        await Client.CancelAsync(order.RequestId, default);
        await process.KillAsync();

        await StartAsync();

        (await EndOfAsync(order.RequestId)).State.Should().Be(ExportState.Cancelled);
        FfmpegFolders().Should().BeEmpty();
    }

    [Fact]
    public async Task Kill_WhileRendering_TheNextStartHasTheSeatAtOnceAndRendersAgain()
    {
        ExportOrder order = await RenderingAsync(seconds: 20);
        await process.KillAsync();

        await StartAsync();
        ExportJob ended = await EndOfAsync(order.RequestId);

        ended.State.Should().Be(ExportState.Succeeded);
        ended.VideoSeconds.Should().BeApproximately(20, 0.1);
        workshop.WorkOf("state").Should().BeEmpty();
    }

    [Fact]
    public async Task Start_SeatIsHeldByAnother_SaysSoInOneSentence()
    {
        using ServerProcess second = Start("another state", Azurite.FreePorts(1)[0]);

        int exitCode = await second.ExitCodeAsync();

        exitCode.Should().Be(1);
        second.Output.Should().Contain("The exporter could not start: The seat \"default\" is held by another exporter");
        second.Output.Should().NotContain("   at ");
    }

    private static HttpClient AtFreePort() => new() { BaseAddress = new Uri($"http://127.0.0.1:{Azurite.FreePorts(1)[0]}/") };

    private async Task StartAsync()
    {
        process?.Dispose();
        process = Start("state", http.BaseAddress!.Port);
        await process.UntilHealthyAsync(http);
    }

    private ServerProcess Start(string state, int port) =>
        ServerProcess.Start("VideoPipeline.Exporter", "VideoPipeline.Exporter.dll", [], new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["Artifacts__Prefix"] = workshop.Prefix,
            ["Exporter__StateDirectory"] = workshop.StateOf(state),
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
        });

    // an export whose ffmpeg has told of its first frames
    private async Task<ExportOrder> RenderingAsync(int seconds)
    {
        using var draft = new TestDraft();
        await draft.BuildAsync(seconds, [new SubtitleCue(TimeSpan.Zero, TimeSpan.FromSeconds(1), "Hello")], SKColors.Red, SKColors.Blue);
        string archive = Path.Combine(draft.Root, "draft.jy");
        await DraftArchive.PackAsync(draft.Folder, archive, default);
        await using FileStream file = File.OpenRead(archive);
        ExportOrder order = await workshop.OrderAsync(file, 1);
        ExportJob job = await Client.StartAsync(order, default);
        while (job.Percent == 0)
        {
            job.HasEnded.Should().BeFalse(job.Error);
            job = (await Client.FindAsync(order.RequestId, TimeSpan.Zero, default))!;
        }

        FfmpegFolders().Should().NotBeEmpty();
        return order;
    }

    private async Task<ExportJob> EndOfAsync(string requestId)
    {
        while (true)
        {
            ExportJob job = (await Client.FindAsync(requestId, TimeSpan.FromSeconds(60), default))!;
            if (job is { HasEnded: true, IsSettled: true })
            {
                return job;
            }
        }
    }

    // the folders that processes work in, of those below our state directories
    private string[] FfmpegFolders() =>
    [
        .. from folder in Directory.GetDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), out _)
           let workingDirectory = WorkingDirectory(folder)
           where workingDirectory?.StartsWith(workshop.Root, StringComparison.Ordinal) == true
           select workingDirectory,
    ];

    private static string? WorkingDirectory(string processFolder)
    {
        try
        {
            return new DirectoryInfo(Path.Combine(processFolder, "cwd")).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
