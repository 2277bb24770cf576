namespace VideoPipeline.Artifacts;

/// <summary>An artifact as the storage describes it.</summary>
/// <param name="Reference">The blob, with its length at that moment: a log still grows.</param>
/// <param name="ETag">Changes with every write; in quotes, as HTTP wants it.</param>
/// <param name="CreatedAt">When it was stored.</param>
/// <param name="ModifiedAt">When it was last written to.</param>
public sealed record StoredArtifact(ArtifactReference Reference, string ETag, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt);
