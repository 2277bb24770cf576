using System.Text.Json.Serialization;

namespace VideoPipeline.Functions.Exporting;

/// <summary>Who asks for a slot.</summary>
/// <param name="RequestId">Names the request for good: run ID + stage.</param>
/// <param name="InstanceId">The orchestration that asks. Instance IDs are used again, so the run is part of the owner.</param>
/// <param name="RunId">Its run.</param>
public sealed record SlotRequest(
    [property: JsonPropertyName("request_id")] string RequestId,
    [property: JsonPropertyName("instance_id")] string InstanceId,
    [property: JsonPropertyName("run_id")] string RunId);
