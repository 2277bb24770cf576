using System.Text.Json.Serialization;

namespace VideoPipeline.Export;

/// <summary>How far an export is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExportState>))]
public enum ExportState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Is being rendered.</summary>
    Running,

    /// <summary>The video is stored.</summary>
    Succeeded,

    /// <summary>It cannot be rendered.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}
