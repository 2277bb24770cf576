namespace VideoPipeline.Functions.Starting;

/// <summary>What becomes of a request for a pipeline that has an active run.</summary>
public enum OnDuplicate
{
    /// <summary>It is told of the active run.</summary>
    Return,

    /// <summary>It is refused.</summary>
    Reject,

    /// <summary>It runs after the active one, and after those that were queued before it.</summary>
    Queue,
}
