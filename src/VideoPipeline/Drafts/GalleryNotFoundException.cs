using VideoPipeline.Pipelines;

namespace VideoPipeline.Drafts;

/// <summary>The gallery that a run asks for does not exist, has no picture, or has a name that no gallery can have.</summary>
public sealed class GalleryNotFoundException(string message) : StageFailedException(message)
{
    /// <inheritdoc/>
    public override string Code => "gallery-not-found";
}
