using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Api;

/// <summary>The answer to <c>PUT /api/sources/{video_id}</c>.</summary>
/// <param name="CreatorId">The creator whose source it is; null = every creator's.</param>
/// <param name="Source">The SHA-256 of the text, lower-case hex.</param>
/// <param name="Characters">The text's length.</param>
internal sealed record SourceAnswer(
    [property: JsonPropertyName("video_id")] string? VideoId,
    [property: JsonPropertyName("creator_id")] string? CreatorId,
    [property: JsonPropertyName("source")] string? Source,
    [property: JsonPropertyName("characters")] long? Characters);
