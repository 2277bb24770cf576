namespace FunctionsSelfHost.Engine.Messages;

/// <summary>
/// What an instance must remember for its messages to arrive exactly once: it is committed in the same batch as the turn that sent or
/// received them.
/// </summary>
/// <param name="SenderId">Names this instance as a sender, for as long as it exists.</param>
/// <param name="NextSequence">The number of the next message.</param>
/// <param name="Outbox">Messages that their receivers have not acknowledged, in order.</param>
/// <param name="Received">The highest number seen of each sender.</param>
internal sealed record DeliveryState(
    string SenderId,
    long NextSequence,
    IReadOnlyList<OutgoingEnvelope> Outbox,
    IReadOnlyDictionary<string, ReceivedMark> Received)
{
    /// <summary>The state of an instance that never sent or received anything.</summary>
    public static DeliveryState New() => new(Guid.NewGuid().ToString("N"), 0, [], new Dictionary<string, ReceivedMark>());
}

/// <summary>An envelope and the instance that it goes to.</summary>
internal sealed record OutgoingEnvelope(string To, Envelope Envelope);

/// <summary>A message without an envelope, and the instance that it goes to.</summary>
internal sealed record OutgoingMessage(string To, InstanceMessage Body);

/// <summary>The last message of a sender: its number, and when it was seen (UTC).</summary>
internal sealed record ReceivedMark(long Sequence, DateTime At);
