namespace FunctionsSelfHost.Engine.Messages;

/// <summary>A message with what its receiver needs to drop it when it has seen it before.</summary>
/// <param name="Sender">
/// Identifies the sender for good; null for a message that its sender never sends twice. One sender's messages to one receiver arrive
/// in the order of their numbers.
/// </param>
/// <param name="Sequence">The message's number, strictly increasing per sender.</param>
/// <param name="Body">The message.</param>
[GenerateSerializer]
[Immutable]
internal sealed record Envelope([property: Id(0)] string? Sender, [property: Id(1)] long Sequence, [property: Id(2)] InstanceMessage Body)
{
    /// <summary>An envelope for a message that is sent once: by a client, or by the receiver to itself.</summary>
    public static Envelope Once(InstanceMessage body) => new(null, 0, body);
}
