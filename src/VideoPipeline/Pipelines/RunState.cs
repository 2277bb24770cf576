using System.Text.Json.Serialization;

namespace VideoPipeline.Pipelines;

/// <summary>How far a run, or one of its stages, is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunState>))]
public enum RunState
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>Ended well.</summary>
    Completed,

    /// <summary>Ended without success.</summary>
    Failed,

    /// <summary>Ended because somebody cancelled it.</summary>
    Cancelled,
}
