using System.Globalization;
using Azure.Storage.Blobs;
using CliWrap;
using FFMpegCore;
using SkiaSharp;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Tests.Hosting;
using VideoPipeline.Testing;

namespace VideoPipeline.Exporter.Tests.Jobs;

[Collection(nameof(SharedStorage))]
public sealed class VideoExcerptsTests(Azurite azurite) : IAsyncLifetime
{
    private readonly Workshop workshop = new(azurite);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await workshop.CloseAsync();

    [Theory]
    [InlineData(40, 30)]
    [InlineData(2, 2)]
    public async Task Export_OfAnyLength_HasAPreviewOfHalfAMinuteAtMostAndAPoster(int seconds, int preview)
    {
        TestExporter exporter = await workshop.StartAsync();
        exporter.Renderer.Video = await VideoAsync(seconds);
        ExportOrder order = await workshop.OrderAsync();

        await exporter.Client.StartAsync(order, default);
        exporter.Renderer.Finish();
        await exporter.EndOfAsync(order.RequestId);

        IMediaAnalysis found = await FFProbe.AnalyseAsync(await FetchAsync(order, ArtifactNames.Preview));
        found.Duration.TotalSeconds.Should().BeApproximately(preview, 0.3);
        using SKBitmap poster = SKBitmap.Decode(await FetchAsync(order, ArtifactNames.Poster));
        (poster.Width, poster.Height).Should().Be((64, 36));
        workshop.WorkOf("state").Should().BeEmpty();
    }

    [Fact]
    public async Task Restart_BeforeTheExcerptsWereMade_MakesThemOfTheStoredVideo()
    {
        TestExporter killed = await workshop.StartAsync();
        killed.Renderer.Video = await VideoAsync(2);
        ExportOrder order = await workshop.OrderAsync();
        await killed.Client.StartAsync(order, default);
        killed.Renderer.Finish();
        await killed.EndOfAsync(order.RequestId);
        string state = workshop.CopyState("state", "killed");
        await DeleteAsync(order, ArtifactNames.Preview);
        await OweAsync(state, order);

        TestExporter exporter = await workshop.StartAsync(state);
        await exporter.EndOfAsync(order.RequestId);

        File.Exists(await FetchAsync(order, ArtifactNames.Preview)).Should().BeTrue();
        exporter.Renderer.Renderings.Should().Be(0);
        workshop.WorkOf(state).Should().BeEmpty();
    }

    [Fact]
    public async Task Export_OfWhatFfmpegCannotCut_SucceedsWithoutExcerpts()
    {
        TestExporter exporter = await workshop.StartAsync();
        ExportOrder order = await workshop.OrderAsync(content: "no video");

        await exporter.Client.StartAsync(order, default);
        exporter.Renderer.Finish();

        (await exporter.EndOfAsync(order.RequestId)).State.Should().Be(ExportState.Succeeded);
        (await Blob(order, ArtifactNames.Preview).ExistsAsync()).Value.Should().BeFalse();
    }

    // the job's record as it was between the end of the job and that of the excerpts
    private async Task OweAsync(string state, ExportOrder order)
    {
        string file = Path.Combine(workshop.StateOf(state), "jobs", $"{order.RequestId}.json");
        string job = await File.ReadAllTextAsync(file);
        string owing = job.Replace("\"owes_excerpts\":false", "\"owes_excerpts\":true", StringComparison.Ordinal);
        owing.Should().NotBe(job);
        await File.WriteAllTextAsync(file, owing);
    }

    private async Task<string> VideoAsync(int seconds)
    {
        string video = Path.Combine(workshop.Root, "made.mp4");
        string length = seconds.ToString(CultureInfo.InvariantCulture);
        await Cli.Wrap("ffmpeg")
            .WithArguments([
                "-nostdin", "-v", "error", "-f", "lavfi", "-i", $"testsrc=s=64x36:d={length}", "-f", "lavfi", "-i", $"sine=440:d={length}",
                "-g", "50", "-shortest", video])
            .ExecuteAsync();
        return video;
    }

    private BlobClient Blob(ExportOrder order, string name) =>
        workshop.Blobs.GetBlobContainerClient(order.OutputContainer).GetBlobClient(order.OutputName.Replace(ArtifactNames.Video, name, StringComparison.Ordinal));

    private Task DeleteAsync(ExportOrder order, string name) => Blob(order, name).DeleteAsync();

    private async Task<string> FetchAsync(ExportOrder order, string name)
    {
        string path = Path.Combine(workshop.Root, name);
        await Blob(order, name).DownloadToAsync(path);
        return path;
    }
}
