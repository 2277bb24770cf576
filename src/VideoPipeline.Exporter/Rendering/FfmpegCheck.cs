using CliWrap;
using CliWrap.Buffered;
using Microsoft.Extensions.Options;
using VideoPipeline.Exporter.Gateway;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>Keeps the exporter from starting on a machine on which every job would fail.</summary>
internal sealed class FfmpegCheck(IOptions<RenderOptions> options, IOptions<GatewayOptions> gateway) : IHostedService
{
    private const string HowToInstall = "Run `apt install ffmpeg`, or set Exporter__FfmpegFolder to the folder that ffmpeg and ffprobe lie in.";

    private static readonly string[] NeededFilters = [" ass "];

    /// <inheritdoc/>
    /// <exception cref="ToolMissingException">ffmpeg or ffprobe is missing, or is built without what rendering needs.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (gateway.Value.Url is null)
        {
            string encoder = options.Value.Encoder;
            Demand($"ffmpeg with {encoder} and AAC", [$" {encoder} ", " aac "], await OutputAsync("ffmpeg", "-encoders", cancellationToken));
            Demand("ffmpeg with libass", NeededFilters, await OutputAsync("ffmpeg", "-filters", cancellationToken));
        }

        await OutputAsync("ffprobe", "-version", cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static void Demand(string what, string[] needed, string found)
    {
        if (!needed.All(name => found.Contains(name, StringComparison.Ordinal)))
        {
            throw new ToolMissingException(what, HowToInstall);
        }
    }

    private async Task<string> OutputAsync(string tool, string argument, CancellationToken cancellationToken)
    {
        try
        {
            BufferedCommandResult result = await Cli.Wrap(Path.Combine(options.Value.FfmpegFolder, tool))
                .WithArguments(["-hide_banner", argument])
                .ExecuteBufferedAsync(cancellationToken);
            return result.StandardOutput;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or CliWrap.Exceptions.CommandExecutionException)
        {
            throw new ToolMissingException(tool, HowToInstall, e);
        }
    }
}
