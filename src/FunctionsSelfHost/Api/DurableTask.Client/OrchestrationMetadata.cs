namespace Microsoft.DurableTask.Client;

/// <summary>An orchestration's state at the time of a query.</summary>
/// <param name="name">The orchestrator.</param>
/// <param name="instanceId">The instance ID.</param>
public sealed class OrchestrationMetadata(string name, string instanceId)
{
    /// <summary>The orchestrator's name.</summary>
    public string Name { get; } = name;

    /// <summary>The instance ID.</summary>
    public string InstanceId { get; } = instanceId;

    /// <summary>Reads the serialized values; null when the query did not fetch them.</summary>
    public DataConverter? DataConverter { get; init; }

    /// <summary>The state.</summary>
    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When it was created; with continue-as-new, when the present execution was.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its history last grew.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The input as it is kept; null when there is none or it was not fetched.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>The output as it is kept; null when there is none or it was not fetched. Of a failed one the error's text.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>The custom status as it is kept; null when there is none or it was not fetched. Some hosts give the text <c>null</c>.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>The words that were given at the start.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Why it failed; null when it did not, or when the host does not keep it with the state.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>Whether it is in the state Running.</summary>
    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    /// <summary>Whether it has completed, failed or been terminated.</summary>
    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    private bool Fetched => DataConverter is not null;

    /// <summary>The input; the type's default when there is none.</summary>
    /// <typeparam name="T">The input's type.</typeparam>
    /// <exception cref="InvalidOperationException">The query did not fetch it.</exception>
    public T? ReadInputAs<T>() => Read<T>(SerializedInput);

    /// <summary>The output; the type's default when there is none.</summary>
    /// <typeparam name="T">The output's type.</typeparam>
    /// <exception cref="InvalidOperationException">The query did not fetch it.</exception>
    public T? ReadOutputAs<T>() => Read<T>(SerializedOutput);

    /// <summary>The custom status; the type's default when there is none.</summary>
    /// <typeparam name="T">The custom status's type.</typeparam>
    /// <exception cref="InvalidOperationException">The query did not fetch it.</exception>
    public T? ReadCustomStatusAs<T>() => Read<T>(SerializedCustomStatus);

    /// <summary>ID, name and state for a log line.</summary>
    public override string ToString() => $"{InstanceId} ({Name}): {RuntimeStatus}, created {CreatedAt:s}, updated {LastUpdatedAt:s}";

    private T? Read<T>(string? serialized) => Fetched
        ? DataConverter!.Deserialize<T>(serialized)
        : throw new InvalidOperationException(
            $"Input, output and custom status of {InstanceId} were not fetched: query with getInputsAndOutputs or FetchInputsAndOutputs.");
}
