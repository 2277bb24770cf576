namespace Microsoft.DurableTask;

/// <summary>Options of a sub-orchestration call.</summary>
public record SubOrchestrationOptions : TaskOptions
{
    /// <summary>Options with retries and an instance ID.</summary>
    /// <param name="retry">The retries; null for none. Every attempt has the same instance ID.</param>
    /// <param name="instanceId">The instance ID; null for one that is derived from the parent.</param>
    public SubOrchestrationOptions(TaskRetryOptions? retry = null, string? instanceId = null)
        : base(retry)
    {
        InstanceId = instanceId;
    }

    /// <summary>Options from those of a task.</summary>
    /// <param name="options">What to copy.</param>
    /// <param name="instanceId">The instance ID; null for that of <paramref name="options"/>, if it has one.</param>
    public SubOrchestrationOptions(TaskOptions options, string? instanceId = null)
        : base(options)
    {
        InstanceId = instanceId ?? (options as SubOrchestrationOptions)?.InstanceId;
    }

    /// <summary>A copy.</summary>
    /// <param name="options">What to copy.</param>
    public SubOrchestrationOptions(SubOrchestrationOptions options)
        : base(options)
    {
        InstanceId = options.InstanceId;
    }

    /// <summary>The sub-orchestration's instance ID; null for one that is derived from the parent. Use an ID once only.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The version asked for; null for none.</summary>
    public new TaskVersion? Version
    {
        get => base.Version;
        init => base.Version = value;
    }
}
