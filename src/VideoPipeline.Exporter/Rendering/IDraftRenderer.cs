using VideoPipeline.Drafts;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>Renders a draft to a video file.</summary>
internal interface IDraftRenderer
{
    /// <summary>Whether a rendering that was cut off, with the process, may simply be made again.</summary>
    bool MayRepeat { get; }

    /// <summary>Renders a draft.</summary>
    /// <param name="draftFolder">The draft's folder; it is only read.</param>
    /// <param name="outputPath">
    /// The video's file. It is there when the video is finished and checked, not before. Files on the way lie in a folder beside it.
    /// </param>
    /// <param name="percent">Told how much is rendered, 0 to 100.</param>
    /// <param name="cancellationToken">
    /// Stops the rendering. When this throws for it, nothing of it is running any more and no file is left.
    /// </param>
    /// <exception cref="DraftInvalidException">The draft cannot be read.</exception>
    /// <exception cref="RenderFailedException">The draft cannot be rendered; the message says why.</exception>
    /// <exception cref="Pipelines.ToolMissingException">No font on this machine can show the draft's texts.</exception>
    Task<RenderedVideo> RenderAsync(string draftFolder, string outputPath, IProgress<int> percent, CancellationToken cancellationToken);
}
