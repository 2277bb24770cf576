using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.YtDlp;

/// <summary>
/// Fetches the captions of a YouTube video with yt-dlp, when that is enabled: once to ask which there are, once to download the best. Nothing
/// of a request becomes an argument but a video ID of eleven letters, digits, dashes and underscores.
/// </summary>
public sealed partial class YtDlpTranscripts(IOptions<StoryOptions> options, WorkFolders folders)
{
    private const int MostBytes = 10 * 1024 * 1024;

    private const string HowToInstall =
        "Install it (https://github.com/yt-dlp/yt-dlp, or pipx install yt-dlp), set Story:YtDlp:Program to its path, or upload a transcript; " +
        "then retry the run.";

    // nothing from a file of settings, nothing but the one video, nothing but captions
    private static readonly string[] Always = ["--ignore-config", "--no-playlist", "--skip-download", "--no-progress", "--no-warnings"];

    private YtDlpOptions Settings => options.Value.YtDlp;

    /// <summary>Fetches the captions of a video, as WebVTT.</summary>
    /// <param name="run">The run that they are for.</param>
    /// <param name="videoId">The video.</param>
    /// <param name="cancellationToken">Ends the call early, and the program with it.</param>
    /// <exception cref="TranscriptUnavailableException">It is not enabled, or the video has no captions for us. The message names the way to upload some.</exception>
    /// <exception cref="ToolMissingException">yt-dlp is not installed.</exception>
    /// <exception cref="HttpRequestException">The network failed, or YouTube did not answer in time.</exception>
    public async Task<string> FetchAsync(RunKey run, string videoId, CancellationToken cancellationToken)
    {
        if (!Settings.Enabled)
        {
            throw TranscriptUnavailableException.ForVideo(videoId);
        }

        if (!YouTubeId().IsMatch(videoId))
        {
            throw TranscriptUnavailableException.NotFetched(videoId, "It is no YouTube video ID, so there is nothing that yt-dlp could fetch.");
        }

        string address = $"https://www.youtube.com/watch?v={videoId}";
        string[] languages = Settings.Languages.Split(',');
        string known = await RunAsync([.. Always, "--dump-single-json", "--", address], videoId, cancellationToken);
        CaptionTrack track = Choose(known, languages) ?? throw TranscriptUnavailableException.NotFetched(
            videoId, $"The video has no captions in the languages of Story:YtDlp:Languages ({Settings.Languages}).");
        using WorkFolder folder = folders.Create(run, "captions");
        string write = track.IsAutomatic ? "--write-auto-subs" : "--write-subs";
        string output = folder.File("captions.%(ext)s");
        await RunAsync(
            [.. Always, write, "--sub-langs", track.Language, "--sub-format", "vtt", "--output", output, "--", address], videoId, cancellationToken);
        return await ReadAsync(folder.File($"captions.{track.Language}.vtt"), videoId, cancellationToken);
    }

    private CaptionTrack? Choose(string known, string[] languages)
    {
        try
        {
            return CaptionTrack.Choose(known, languages, Settings.Automatic);
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException(
                $"{Settings.Program} did not tell of the video as yt-dlp does. Check Story:YtDlp:Program and its version.", e);
        }
    }

    private async Task<string> RunAsync(string[] arguments, string videoId, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(Settings.Timeout);
        BufferedCommandResult result;
        try
        {
            result = await Cli.Wrap(Settings.Program)
                .WithArguments(arguments)
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(stop.Token);
        }
        catch (Win32Exception e)
        {
            throw new ToolMissingException("yt-dlp", HowToInstall, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(string.Create(
                CultureInfo.InvariantCulture, $"yt-dlp did not end within {Settings.Timeout.TotalSeconds} seconds (Story:YtDlp:Timeout)."), e);
        }

        return result.ExitCode == 0 ? result.StandardOutput : throw Failure(result, videoId);
    }

    private static Exception Failure(BufferedCommandResult result, string videoId)
    {
        string said = result.StandardError.Split('\n').LastOrDefault(l => l.StartsWith("ERROR", StringComparison.Ordinal))?["ERROR:".Length..].Trim()
            ?? $"exit code {result.ExitCode}.";
        return FaultOfTransport().IsMatch(said) ? new HttpRequestException($"yt-dlp could not reach YouTube: {said}")
            : TranscriptUnavailableException.NotFetched(videoId, $"yt-dlp could not fetch one: {Meaning(said)}");
    }

    private static string Meaning(string said) => said switch
    {
        _ when said.Contains("429", StringComparison.Ordinal) => "YouTube takes no more requests from this machine for now.",
        _ when said.Contains("not a bot", StringComparison.OrdinalIgnoreCase) => "YouTube wants this machine to sign in.",
        _ when said.Contains("confirm your age", StringComparison.OrdinalIgnoreCase) => "the video is for signed-in adults only.",
        _ when said.Contains("Private video", StringComparison.OrdinalIgnoreCase) => "the video is private.",
        _ when said.Contains("members-only", StringComparison.OrdinalIgnoreCase) => "the video is for members only.",
        _ when said.Contains("unavailable", StringComparison.OrdinalIgnoreCase) => "the video does not exist, or not here.",
        _ => said.Length <= 300 ? said : said[..300] + "…",
    };

    private static async Task<string> ReadAsync(string path, string videoId, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw TranscriptUnavailableException.NotFetched(videoId, "yt-dlp found captions but wrote none.");
        }

        return file.Length <= MostBytes && TranscriptDecoder.Decode(await File.ReadAllBytesAsync(path, cancellationToken)) is { } text
            ? text
            : throw TranscriptUnavailableException.NotFetched(videoId, "What yt-dlp fetched is no text, or longer than 10 MB.");
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{11}\z", RegexOptions.CultureInvariant)]
    private static partial Regex YouTubeId();

    [GeneratedRegex(
        "timed out|timeout|name resolution|getaddrinfo|Connection (?:reset|refused|aborted)|Network is unreachable|HTTP Error 5[0-9]{2}|IncompleteRead|SSL",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FaultOfTransport();
}
