using VideoPipeline.Pipelines;

namespace VideoPipeline.Drafts;

/// <summary>A file of a gallery is no picture that can be decoded, or is far too large.</summary>
public sealed class PictureUnreadableException(string message, Exception? innerException = null) : StageFailedException(message, innerException)
{
    /// <inheritdoc/>
    public override string Code => "picture-unreadable";
}
