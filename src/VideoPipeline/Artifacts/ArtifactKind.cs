using System.Text.Json.Serialization;

namespace VideoPipeline.Artifacts;

/// <summary>What an artifact is, and with it the blob container that it lies in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ArtifactKind>))]
public enum ArtifactKind
{
    /// <summary>Container <c>stories</c>: the story, its summary and metadata.</summary>
    Story,

    /// <summary>Container <c>voices</c>: narration and subtitles.</summary>
    Voice,

    /// <summary>Container <c>drafts</c>: the JianYing draft.</summary>
    Draft,

    /// <summary>Container <c>videos</c>: the exported video.</summary>
    Video,

    /// <summary>Container <c>logs</c>: the run's log.</summary>
    Log,
}
