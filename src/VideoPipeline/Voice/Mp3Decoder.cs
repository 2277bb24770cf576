using System.ComponentModel;
using System.Globalization;
using CliWrap;
using CliWrap.Buffered;
using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Voice;

/// <summary>Makes samples of mp3 with ffmpeg, the one that <c>Voice:FfmpegFolder</c> names; everything goes through pipes.</summary>
internal sealed class Mp3Decoder(IOptions<VoiceOptions> options)
{
    // that of the speech engines: chunks must all have one rate to be joined
    private const int SampleRate = 24_000;

    /// <summary>Decodes a file to 24,000 samples per second.</summary>
    /// <exception cref="ToolMissingException">ffmpeg is not installed.</exception>
    /// <exception cref="InvalidDataException">The file holds no audio.</exception>
    public async Task<PcmAudio> DecodeAsync(byte[] mp3, CancellationToken cancellationToken)
    {
        using var wav = new MemoryStream();
        BufferedCommandResult result = await RunAsync(mp3, wav, cancellationToken);
        if (result.ExitCode != 0 || wav.Length == 0)
        {
            throw new InvalidDataException($"ffmpeg cannot read the audio: {result.StandardError.Trim()}");
        }

        PcmAudio audio = WavFile.Read(wav.ToArray());
        return audio.Samples > 0 ? audio : throw new InvalidDataException("The audio is empty.");
    }

    private async Task<BufferedCommandResult> RunAsync(byte[] mp3, MemoryStream wav, CancellationToken cancellationToken)
    {
        string rate = SampleRate.ToString(CultureInfo.InvariantCulture);
        try
        {
            return await Cli.Wrap(Path.Combine(options.Value.FfmpegFolder, "ffmpeg"))
                .WithArguments(["-v", "error", "-f", "mp3", "-i", "-", "-ac", "1", "-ar", rate, "-c:a", "pcm_s16le", "-f", "wav", "-"])
                .WithStandardInputPipe(PipeSource.FromBytes(mp3))
                .WithStandardOutputPipe(PipeTarget.ToStream(wav))
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw new ToolMissingException("ffmpeg", NarrationEncoder.HowToInstall, e);
        }
    }
}
