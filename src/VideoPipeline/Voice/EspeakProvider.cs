using System.ComponentModel;
using System.Globalization;
using CliWrap;
using CliWrap.Buffered;
using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Voice;

/// <summary>
/// Speaks with espeak-ng on this machine: one process per sentence, the text by standard input, the audio by standard output. So the length
/// of each sentence is that of its own audio.
/// </summary>
internal sealed class EspeakProvider(IOptions<VoiceOptions> options) : ISpeechProvider
{
    /// <summary>Its name in the setting <c>Voice:Provider</c>.</summary>
    public const string ProviderName = "espeak";

    // of the way that it cleans and joins: to be raised when the same text sounds different
    private const int Version = 1;

    private const string HowToInstall =
        "Install it (Debian, Ubuntu: apt-get install espeak-ng; macOS: brew install espeak-ng) or set Voice:Espeak:Program to its path, " +
        "then retry the run.";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public string Fingerprint
    {
        get
        {
            EspeakOptions espeak = options.Value.Espeak;
            string[] voices = [espeak.EnglishFemale, espeak.EnglishMale, espeak.ChineseFemale, espeak.ChineseMale];
            return string.Create(
                CultureInfo.InvariantCulture, $"{ProviderName}:{Version}:{string.Join(':', voices)}:{espeak.Speed}:{espeak.PauseMs}");
        }
    }

    private INarratorVoices Voices => options.Value.Espeak;

    /// <inheritdoc/>
    public int MostCharacters => 100_000;

    /// <inheritdoc/>
    public async Task<Speech> SpeakAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        using var audio = new MemoryStream();
        var sentences = new List<SpokenSentence>();
        int rate = 0;
        foreach (string sentence in request.Sentences)
        {
            PcmAudio spoken = await SpeakAsync(sentence, request, cancellationToken);
            byte[] pause = new byte[PcmAudio.BytesPerSample * (spoken.SampleRate * options.Value.Espeak.PauseMs / 1000)];
            await audio.WriteAsync(spoken.Data, cancellationToken);
            await audio.WriteAsync(pause, cancellationToken);
            sentences.Add(new SpokenSentence(sentence, spoken.Samples + (pause.Length / PcmAudio.BytesPerSample)));
            rate = spoken.SampleRate;
        }

        return new Speech(new PcmAudio(rate, audio.ToArray()), sentences);
    }

    private async Task<PcmAudio> SpeakAsync(string sentence, SpeechRequest request, CancellationToken cancellationToken)
    {
        string text = EspeakText.Clean(sentence, request.Language);
        if (text.Length == 0)
        {
            throw new NarrationUnusableException($"The sentence \"{sentence}\" has no word that can be spoken. Take it out of the transcript.");
        }

        string voice = Voices.VoiceFor(request, "espeak-ng");
        using var output = new MemoryStream();
        BufferedCommandResult result = await RunAsync(voice, text, output, cancellationToken);
        if (result.ExitCode != 0 || result.StandardError.Contains("voice does not exist", StringComparison.OrdinalIgnoreCase))
        {
            throw Failure(result, voice);
        }

        PcmAudio audio = WavFile.Read(output.ToArray());
        return audio.Samples > 0
            ? audio
            : throw new NarrationUnusableException($"espeak-ng says nothing for \"{sentence}\". Take the sentence out of the transcript.");
    }

    private async Task<BufferedCommandResult> RunAsync(string voice, string text, MemoryStream output, CancellationToken cancellationToken)
    {
        string speed = options.Value.Espeak.Speed.ToString(CultureInfo.InvariantCulture);
        try
        {
            // -z: no pause at the end, ours follows; -b 1: UTF-8
            return await Cli.Wrap(options.Value.Espeak.Program)
                .WithArguments(["--stdin", "--stdout", "-z", "-b", "1", "-s", speed, "-v", voice])
                .WithStandardInputPipe(PipeSource.FromString(text))
                .WithStandardOutputPipe(PipeTarget.ToStream(output))
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw new ToolMissingException("espeak-ng", HowToInstall, e);
        }
    }

    private static Exception Failure(BufferedCommandResult result, string voice)
    {
        string reason = result.StandardError.Trim();
        return reason.Contains("voice does not exist", StringComparison.OrdinalIgnoreCase)
            ? new NarrationUnusableException(
                $"espeak-ng has no voice \"{voice}\". Set Voice:Espeak to one that `espeak-ng --voices` lists, then retry the run.")
            : new InvalidOperationException($"espeak-ng ended with exit code {result.ExitCode}: {reason}");
    }
}
