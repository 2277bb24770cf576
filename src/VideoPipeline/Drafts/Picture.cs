namespace VideoPipeline.Drafts;

/// <summary>A picture that is ready for a draft.</summary>
/// <param name="Content">The file: JPEG, PNG or WebP, standing upright.</param>
/// <param name="Extension">The file's extension, with the dot, in lower case.</param>
/// <param name="Width">Its real width in pixels.</param>
/// <param name="Height">Its real height in pixels.</param>
internal sealed record Picture(byte[] Content, string Extension, int Width, int Height);
