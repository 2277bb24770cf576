using FunctionsSelfHost.Engine.Messages;

namespace FunctionsSelfHost.Engine;

/// <summary>A message in a mailbox, and the promise to its sender.</summary>
internal sealed record Mail(Envelope Envelope)
{
    /// <summary>Completed when the turn that took the message has been committed.</summary>
    public TaskCompletionSource<MailOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What to answer once the turn is committed.</summary>
    public MailOutcome Outcome { get; set; } = MailOutcome.Taken;
}
