using VideoPipeline.Pipelines;

namespace VideoPipeline.Story.Llm;

/// <summary>A model answered, but not with what was asked for: the answer is cut off, empty, or not of the form asked for.</summary>
public sealed class AnswerUnusableException(string message, Exception? innerException = null)
    : StageFailedException(message, innerException)
{
    /// <inheritdoc/>
    public override string Code => "answer-unusable";
}
