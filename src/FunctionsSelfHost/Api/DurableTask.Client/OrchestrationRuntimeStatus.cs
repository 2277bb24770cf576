namespace Microsoft.DurableTask.Client;

/// <summary>An orchestration's state.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>It has begun and has not ended.</summary>
    Running = 0,

    /// <summary>It has returned.</summary>
    Completed = 1,

    /// <summary>It has just begun anew; passes at once into Running. Obsolete elsewhere: do not use it in function code.</summary>
    ContinuedAsNew = 2,

    /// <summary>It has thrown.</summary>
    Failed = 3,

    /// <summary>Never reached. Obsolete elsewhere: do not use it in function code.</summary>
    Canceled = 4,

    /// <summary>It was ended from outside.</summary>
    Terminated = 5,

    /// <summary>It is scheduled and has not begun.</summary>
    Pending = 6,

    /// <summary>It is held until it is resumed.</summary>
    Suspended = 7,
}
