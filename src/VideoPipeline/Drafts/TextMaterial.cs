namespace VideoPipeline.Drafts;

/// <summary>A text in one style. Lies in <c>materials.texts</c>.</summary>
/// <param name="Id">Unique within the draft.</param>
/// <param name="Text">What is shown; may have line feeds.</param>
/// <param name="Style">How it looks.</param>
public sealed record TextMaterial(string Id, string Text, TextStyle Style) : Material(Id);
