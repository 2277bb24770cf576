namespace VideoPipeline.Drafts;

/// <summary>A sound file. Lies in <c>materials.audios</c>.</summary>
/// <param name="Id">Unique within the draft.</param>
/// <param name="FileName">The file's name in the draft's folder <c>materials</c>.</param>
/// <param name="Duration">The file's length in microseconds.</param>
public sealed record AudioMaterial(string Id, string FileName, long Duration) : Material(Id);
