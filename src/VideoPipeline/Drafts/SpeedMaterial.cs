namespace VideoPipeline.Drafts;

/// <summary>The speed of one segment, which JianYing keeps as a material of its own; always 1 here.</summary>
/// <param name="Id">Unique within the draft.</param>
public sealed record SpeedMaterial(string Id) : Material(Id);
