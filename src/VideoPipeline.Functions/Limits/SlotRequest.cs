using System.Text.Json.Serialization;

namespace VideoPipeline.Functions.Limits;

/// <summary>Who asks for a slot.</summary>
/// <param name="RequestId">Names the request for good: run ID + stage, and the part for a stage that asks for several.</param>
/// <param name="InstanceId">The orchestration that asks. Instance IDs are used again, so the run is part of the owner.</param>
/// <param name="RunId">Its run.</param>
/// <param name="CreatorId">Whom the run is made for; taken in turns when the semaphore is fair between creators.</param>
/// <param name="Ask">Set by the semaphore: the number of the last time that this request was asked for.</param>
/// <param name="Round">Set by the semaphore: each creator has one place in a round, and rounds are served in order.</param>
public sealed record SlotRequest(
    [property: JsonPropertyName("request_id")] string RequestId,
    [property: JsonPropertyName("instance_id")] string InstanceId,
    [property: JsonPropertyName("run_id")] string RunId,
    [property: JsonPropertyName("creator_id")] string CreatorId,
    [property: JsonPropertyName("ask")] long Ask = 0,
    [property: JsonPropertyName("round")] long Round = 0);

/// <summary>Who owns slots: instance IDs are used again, so the run is part of it.</summary>
/// <param name="InstanceId">The orchestration.</param>
/// <param name="RunId">Its run.</param>
public sealed record SlotOwner(
    [property: JsonPropertyName("instance_id")] string InstanceId,
    [property: JsonPropertyName("run_id")] string RunId);
