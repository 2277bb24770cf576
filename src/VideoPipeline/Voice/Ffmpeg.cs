using Microsoft.Extensions.Options;

namespace VideoPipeline.Voice;

/// <summary>Tells whether there is an ffmpeg: in the folder that <c>Voice:FfmpegFolder</c> names, else on the search path.</summary>
internal sealed class Ffmpeg(IOptions<VoiceOptions> options)
{
    private readonly Lazy<bool> isPresent = new(() => Folders(options.Value.FfmpegFolder).Any(HasProgram));

    /// <summary>True when there is one; looked for once.</summary>
    public bool IsPresent => isPresent.Value;

    private static IEnumerable<string> Folders(string folder) => folder.Length > 0
        ? [folder]
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static bool HasProgram(string folder) => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg"));
}
