using VideoPipeline.Pipelines;

namespace VideoPipeline.Story.Llm;

/// <summary>The provider does not let its model write about this text. Asking again would not help.</summary>
public sealed class ContentRefusedException(string resource, string section, Exception? innerException = null) : StageFailedException(
    $"{resource} refused to write about this text: its content filter was triggered. Change the transcript, or set " +
    $"{section}:Model to another model, then retry the run.",
    innerException)
{
    /// <inheritdoc/>
    public override string Code => "content-refused";
}
