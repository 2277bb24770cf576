using VideoPipeline.Pipelines;

namespace VideoPipeline.Drafts;

/// <summary>A draft breaks a rule of the format: what JianYing would refuse, or would show differently from what was meant.</summary>
public sealed class DraftInvalidException(string message, Exception? innerException = null) : StageFailedException(message, innerException)
{
    /// <inheritdoc/>
    public override string Code => "draft-invalid";
}
