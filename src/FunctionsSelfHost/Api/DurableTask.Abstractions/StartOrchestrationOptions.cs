namespace Microsoft.DurableTask;

/// <summary>Options of starting an orchestration.</summary>
public record StartOrchestrationOptions
{
    /// <summary>Options with an ID and a time.</summary>
    /// <param name="InstanceId">The instance ID; null for a new one. It must not begin with '@'.</param>
    /// <param name="StartAt">When it starts; null for at once.</param>
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    /// <summary>A copy.</summary>
    /// <param name="options">What to copy.</param>
    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        Tags = options.Tags;
        Version = options.Version;
        DedupeStatuses = options.DedupeStatuses;
    }

    /// <summary>The instance ID; null for a new one.</summary>
    public string? InstanceId { get; init; }

    /// <summary>When it starts; null for at once. Not every host honours it.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Words kept with the instance.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The version; null for none.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>
    /// Names of the states in which an instance of that ID makes the start fail, beside those that the host is configured with; null for none.
    /// </summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
