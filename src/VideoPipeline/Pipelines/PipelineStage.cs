using System.Text.Json.Serialization;

namespace VideoPipeline.Pipelines;

/// <summary>The stages of a run, in order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PipelineStage>))]
public enum PipelineStage
{
    /// <summary>The transcript becomes a story.</summary>
    Story,

    /// <summary>The story becomes a narration with subtitles.</summary>
    Voice,

    /// <summary>Pictures, narration and subtitles become a JianYing draft.</summary>
    Draft,

    /// <summary>The draft becomes a video. Only when it was asked for.</summary>
    Export,
}
