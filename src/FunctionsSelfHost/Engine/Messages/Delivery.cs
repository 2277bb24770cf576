using FunctionsSelfHost.Storage;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Engine.Messages;

/// <summary>
/// One instance's side of exactly-once delivery: what it has received and what it owes. A turn takes what <see cref="TryAccept"/> lets in,
/// commits what <see cref="Prepare"/> gives, and only then may <see cref="Send"/>.
/// </summary>
/// <remarks>Lives on its grain's scheduler: nothing here runs in parallel.</remarks>
internal sealed class Delivery
{
    private readonly DeliveryState loaded;
    private readonly Inbox inbox;
    private readonly Outbox outbox;

    public Delivery(StoredInstance? stored, EngineServices engine, ILogger logger)
    {
        loaded = stored?.Delivery ?? DeliveryState.New();
        IsStoredEmpty = loaded.Outbox.Count == 0;
        inbox = new Inbox(loaded.Received, engine.HostStarted);
        outbox = new Outbox(loaded.SenderId, loaded.NextSequence, engine.Router, engine.Time, logger, engine.Stopping);
    }

    /// <summary>Raised on the grain's scheduler when the last message has been acknowledged.</summary>
    public event Action? Emptied
    {
        add => outbox.Emptied += value;
        remove => outbox.Emptied -= value;
    }

    /// <summary>True when everything has been acknowledged.</summary>
    public bool IsEmpty => outbox.IsEmpty;

    /// <summary>True when the store knows of nothing that is owed.</summary>
    public bool IsStoredEmpty { get; private set; }

    /// <summary>
    /// True when everything is acknowledged but the store does not know. It must learn: a sender may send again only for as long as its
    /// receivers are sure to remember.
    /// </summary>
    public bool IsToBeNoted => IsEmpty && !IsStoredEmpty;

    /// <summary>Sends again what was owed when the instance was loaded.</summary>
    public void SendLoaded() => outbox.Send(loaded.Outbox);

    /// <summary>True for a message that was not seen before; it is seen from now on.</summary>
    public bool TryAccept(Envelope envelope, DateTime now) => inbox.TryAccept(envelope, now);

    /// <summary>Gives messages their envelopes, and the state to commit with them.</summary>
    public PreparedDelivery Prepare(IEnumerable<OutgoingMessage> messages, DateTime now)
    {
        IReadOnlyList<OutgoingEnvelope> added = outbox.Address(messages);
        return new PreparedDelivery(new DeliveryState(loaded.SenderId, outbox.NextSequence, outbox.With(added), inbox.Snapshot(now)), added);
    }

    /// <summary>Sends what has been committed.</summary>
    public void Send(PreparedDelivery committed)
    {
        IsStoredEmpty = committed.State.Outbox.Count == 0;
        outbox.Send(committed.Added);
    }
}

/// <summary>What to commit with a turn, and the messages that are to be sent afterwards.</summary>
internal sealed record PreparedDelivery(DeliveryState State, IReadOnlyList<OutgoingEnvelope> Added);
