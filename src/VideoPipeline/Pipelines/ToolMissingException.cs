namespace VideoPipeline.Pipelines;

/// <summary>A program that a stage needs (ffmpeg, espeak-ng) is not installed, or is too old.</summary>
public sealed class ToolMissingException(string tool, string howToInstall, Exception? innerException = null)
    : StageFailedException($"{tool} is not installed on this machine. {howToInstall}", innerException)
{
    /// <inheritdoc/>
    public override string Code => "tool-missing";

    /// <summary>The program's name.</summary>
    public string Tool { get; } = tool;
}
