namespace FunctionsSelfHost.Engine.Activities;

/// <summary>What an activity is called with.</summary>
/// <param name="InstanceId">The orchestration that waits for the result.</param>
/// <param name="ExecutionId">Its execution.</param>
/// <param name="TaskId">The number of the call in that execution.</param>
/// <param name="Name">The activity's name.</param>
/// <param name="Input">The serialized input.</param>
/// <param name="IsRepeat">True when the activity may have been started before.</param>
/// <param name="TraceParent">The trace of the orchestration, in the format of the W3C; null when there is none.</param>
[GenerateSerializer]
[Immutable]
internal sealed record ActivityInvocation(
    [property: Id(0)] string InstanceId,
    [property: Id(1)] string ExecutionId,
    [property: Id(2)] int TaskId,
    [property: Id(3)] string Name,
    [property: Id(4)] string? Input,
    [property: Id(5)] bool IsRepeat,
    [property: Id(6)] string? TraceParent);
