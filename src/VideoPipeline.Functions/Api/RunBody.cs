using System.Text.Json.Serialization;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>One run: its status, and the files that it has by now.</summary>
internal sealed record RunBody : StatusBody
{
    /// <summary>A run with its files.</summary>
    public RunBody(StatusBody status, RunKey run, IEnumerable<RunArtifact> artifacts)
        : base(status) =>
        Artifacts = [.. artifacts.Select(a => ArtifactBody.Of(run, a))];

    /// <summary>The files.</summary>
    [JsonPropertyName("artifacts")]
    public IReadOnlyList<ArtifactBody> Artifacts { get; }
}

/// <summary>A file of a run. Its address is a path on this host.</summary>
internal sealed record ArtifactBody(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("content_type")] string ContentType,
    [property: JsonPropertyName("size")] long Size,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt)
{
    /// <summary>The body of a file.</summary>
    public static ArtifactBody Of(RunKey run, RunArtifact artifact) => new(
        artifact.Name,
        artifact.Kind.ToString().ToLowerInvariant(),
        ApiUrls.RunArtifactPath(run, artifact.Name),
        ArtifactNames.ContentTypeOf(artifact.Name),
        artifact.Length,
        artifact.CreatedAt);
}
