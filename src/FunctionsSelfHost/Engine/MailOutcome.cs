namespace FunctionsSelfHost.Engine;

/// <summary>What became of a message.</summary>
[GenerateSerializer]
internal enum MailOutcome
{
    /// <summary>It is part of the instance's history, or was before.</summary>
    Taken,

    /// <summary>A start found the instance running: nothing was changed.</summary>
    AlreadyRunning,

    /// <summary>There is no such instance: the message was dropped.</summary>
    NotFound,

    /// <summary>The instance has ended: the message was dropped.</summary>
    Finished,
}
