using VideoPipeline.Pipelines;

namespace VideoPipeline.Voice;

/// <summary>The story cannot be narrated as the provider is set. The message says what to change.</summary>
public sealed class NarrationUnusableException(string message, Exception? innerException = null)
    : StageFailedException(message, innerException)
{
    /// <inheritdoc/>
    public override string Code => "narration-unusable";
}
