using VideoPipeline.Pipelines;

namespace VideoPipeline.Story;

/// <summary>The transcript is there, but no story can be made of it. The message says why and what to do.</summary>
public sealed class TranscriptUnusableException(string message, Exception? innerException = null)
    : StageFailedException(message, innerException)
{
    /// <inheritdoc/>
    public override string Code => "transcript-unusable";
}
