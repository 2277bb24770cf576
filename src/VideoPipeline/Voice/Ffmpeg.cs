using System.Text;
using FFMpegCore;
using FFMpegCore.Exceptions;
using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Voice;

/// <summary>The ffmpeg of this machine: the one in the folder that <c>Voice:FfmpegFolder</c> names, else the one on the search path.</summary>
internal sealed class Ffmpeg(IOptions<VoiceOptions> options)
{
    /// <summary>What to do about a missing ffmpeg.</summary>
    public const string HowToInstall =
        "Install it (Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg) or set Voice:FfmpegFolder to the folder it lies in, " +
        "then retry the run.";

    /// <summary>
    /// Arguments for a file that others have made: it is read as sound whatever it is, so that no list of files or addresses, which ffmpeg
    /// would follow, passes for one.
    /// </summary>
    public const string OnlySound = "-protocol_whitelist file -format_whitelist mp3,mov,wav,w64,aac,flac,ogg,aiff,matroska";

    private readonly Lazy<bool> isPresent = new(() => Folders(options.Value.FfmpegFolder).Any(HasProgram));

    /// <summary>True when there is one; looked for once.</summary>
    public bool IsPresent => isPresent.Value;

    /// <summary>Whether FFMpegCore did not find the program that it was to start.</summary>
    public static bool IsMissing(FFMpegException e) => e.Message.Contains("not found on your system", StringComparison.Ordinal);

    /// <summary>Runs ffmpeg and answers its log.</summary>
    /// <exception cref="ToolMissingException">It is not installed.</exception>
    /// <exception cref="FFMpegException">It fails.</exception>
    public async Task<string> RunAsync(FFMpegArgumentProcessor arguments, CancellationToken cancellationToken)
    {
        string folder = options.Value.FfmpegFolder;
        if (folder.Length > 0 && (!Directory.Exists(folder) || !Directory.EnumerateFiles(folder, "ffmpeg*").Any()))
        {
            throw new ToolMissingException("ffmpeg", $"There is none in {folder}, which Voice:FfmpegFolder names. {HowToInstall}");
        }

        var log = new StringBuilder();
        try
        {
            await arguments
                .NotifyOnStandardError(line => log.AppendLine(line))
                .ProcessAsynchronously(throwOnError: true, new FFOptions { BinaryFolder = folder }, cancellationToken: cancellationToken);
        }
        catch (FFMpegException e) when (IsMissing(e))
        {
            throw new ToolMissingException("ffmpeg", HowToInstall, e);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return log.ToString();
    }

    private static IEnumerable<string> Folders(string folder) => folder.Length > 0
        ? [folder]
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static bool HasProgram(string folder) => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg"));
}
