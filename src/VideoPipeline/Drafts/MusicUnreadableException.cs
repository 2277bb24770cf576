using VideoPipeline.Pipelines;

namespace VideoPipeline.Drafts;

/// <summary>A file of a gallery is no music that can be decoded, is far too large, or is too short to be looped.</summary>
public sealed class MusicUnreadableException(string message, Exception? innerException = null) : StageFailedException(message, innerException)
{
    /// <inheritdoc/>
    public override string Code => "music-unreadable";
}
