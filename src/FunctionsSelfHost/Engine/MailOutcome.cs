namespace FunctionsSelfHost.Engine;

/// <summary>What became of a message.</summary>
[GenerateSerializer]
internal enum MailOutcome
{
    /// <summary>It is part of the instance's history, or was before.</summary>
    Taken,

    /// <summary>A start found an instance of that ID, running or in another state that refuses it: nothing was changed.</summary>
    AlreadyExists,

    /// <summary>A purge found the instance unfinished, or still owing messages: nothing was changed.</summary>
    StillRunning,

    /// <summary>A rewind found the instance in another state than failed: nothing was changed.</summary>
    NotFailed,

    /// <summary>A rewind found that the instance had held locks when it failed: nothing was changed.</summary>
    HeldLocks,

    /// <summary>There is no such instance: the message was dropped.</summary>
    NotFound,

    /// <summary>The instance has ended: the message was dropped.</summary>
    Finished,
}
