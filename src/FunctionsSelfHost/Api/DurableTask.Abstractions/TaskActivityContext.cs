namespace Microsoft.DurableTask;

/// <summary>What an activity may know of its call.</summary>
public abstract class TaskActivityContext
{
    /// <summary>The activity's name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The instance ID of the orchestration that called it.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The version that was asked for; empty when there is none.</summary>
    public virtual string Version => "";
}
