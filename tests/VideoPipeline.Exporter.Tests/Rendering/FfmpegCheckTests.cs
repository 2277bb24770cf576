using Microsoft.Extensions.Options;
using VideoPipeline.Exporter.Gateway;
using VideoPipeline.Exporter.Rendering;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Exporter.Tests.Rendering;

public sealed class FfmpegCheckTests
{
    [Fact]
    public async Task Start_WithFfmpeg_IsContent() =>
        await new FfmpegCheck(Options.Create(new RenderOptions()), Options.Create(new GatewayOptions())).StartAsync(CancellationToken.None);

    [Fact]
    public async Task Start_WithoutFfmpeg_SaysHowToInstallIt()
    {
        Func<Task> act = () => new FfmpegCheck(Options.Create(new RenderOptions { FfmpegFolder = "/nowhere" }), Options.Create(new GatewayOptions())).StartAsync(CancellationToken.None);

        await act.Should().ThrowAsync<ToolMissingException>().WithMessage("ffmpeg*apt install ffmpeg*");
    }
}
