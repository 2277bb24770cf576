namespace VideoPipeline.Drafts;

/// <summary>A photo. Lies in <c>materials.videos</c> with type <c>photo</c>.</summary>
/// <param name="Id">Unique within the draft.</param>
/// <param name="FileName">The file's name in the draft's folder <c>materials</c>.</param>
/// <param name="Width">The picture's real width in pixels: JianYing fits the picture into the canvas by it.</param>
/// <param name="Height">The picture's real height in pixels.</param>
public sealed record PictureMaterial(string Id, string FileName, int Width, int Height) : Material(Id)
{
    /// <summary>How long a photo may be shown, in microseconds: three hours, as JianYing writes it.</summary>
    public const long Duration = 10_800_000_000;
}
