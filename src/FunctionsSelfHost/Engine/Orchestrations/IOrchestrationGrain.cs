using FunctionsSelfHost.Engine.Messages;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>One orchestration instance.</summary>
[Alias("FunctionsSelfHost.Orchestration")]
internal interface IOrchestrationGrain : IGrainWithStringKey
{
    /// <summary>Takes messages in order. Returns when they are committed.</summary>
    [Alias("Deliver")]
    Task DeliverAsync(Envelope[] messages);

    /// <summary>Takes one message from a client or an activity, and tells what became of it.</summary>
    [Alias("Tell")]
    Task<MailOutcome> TellAsync(InstanceMessage message);

    /// <summary>Goes on with what the instance has left to do.</summary>
    [Alias("Wake")]
    Task WakeAsync();

    /// <summary>True when the execution still waits for the activity: one that was started again by mistake does not run.</summary>
    [Alias("IsAwaiting")]
    Task<bool> IsAwaitingAsync(string executionId, int taskId);

    /// <summary>Deletes the instance, if it has ended and, when a parent is named, if it was that one's sub-orchestration.</summary>
    [Alias("Purge")]
    Task<MailOutcome> PurgeAsync(string? parentId);
}
