using VideoPipeline.Artifacts;

namespace VideoPipeline.Drafts;

/// <summary>A picture inside a run's draft.</summary>
/// <param name="Number">Its number, from 1, in the order in which the pictures are first shown.</param>
/// <param name="Name">Its name, for example <c>pictures/1.jpg</c>.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Draft">The archive that it lies in.</param>
public sealed record DraftPicture(int Number, string Name, long Length, StoredArtifact Draft);
