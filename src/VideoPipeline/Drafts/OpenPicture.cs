namespace VideoPipeline.Drafts;

/// <summary>A picture of a draft that is being read.</summary>
/// <param name="picture">The picture.</param>
/// <param name="content">Its bytes, which can be read once.</param>
/// <param name="archive">The archive that they come from.</param>
public sealed class OpenPicture(DraftPicture picture, Stream content, Stream archive) : IAsyncDisposable
{
    /// <summary>The picture.</summary>
    public DraftPicture Picture => picture;

    /// <summary>Its bytes, which can be read once.</summary>
    public Stream Content => content;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        await archive.DisposeAsync();
    }
}
