using FunctionsSelfHost.Engine.History;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>Matches events with the code that waits for them. Names are compared without case.</summary>
internal sealed class ExternalEvents
{
    private readonly List<CarriedEvent> buffered = [];
    private readonly Dictionary<string, Receivers> waiting = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The events that nobody has waited for, in the order of their arrival.</summary>
    public IReadOnlyList<CarriedEvent> Unprocessed => buffered;

    /// <summary>True when the code waits for an event.</summary>
    public bool HasWaiters => waiting.Count > 0;

    /// <summary>
    /// Hands the oldest buffered event of that name to the receiver, or keeps the receiver for the next one. Of several waiting
    /// receivers the last one is served first, as in the official SDK since its version 1.18.
    /// </summary>
    /// <returns>Ends the wait: an event that comes later is not swallowed.</returns>
    /// <exception cref="ArgumentException">Somebody waits for an event of that name with another type.</exception>
    public Action Receive(string name, Type type, Action<string?> receiver)
    {
        if (buffered.FindIndex(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase)) is int index and >= 0)
        {
            CarriedEvent next = buffered[index];
            buffered.RemoveAt(index);
            receiver(next.Input);
            return () => { };
        }

        if (!waiting.TryGetValue(name, out Receivers? receivers))
        {
            waiting[name] = receivers = new Receivers(type, []);
        }

        if (receivers.Type != type)
        {
            throw new ArgumentException(
                $"The event '{name}' is awaited as {receivers.Type} already; it cannot be awaited as {type} at the same time.", nameof(type));
        }

        receivers.Waiting.Add(receiver);
        return () => Forget(name, receiver);
    }

    /// <summary>Hands an event to a receiver, or keeps it.</summary>
    public void Raise(string name, string? input)
    {
        if (!waiting.TryGetValue(name, out Receivers? receivers))
        {
            buffered.Add(new CarriedEvent(name, input));
            return;
        }

        Action<string?> last = receivers.Waiting[^1];
        Forget(name, last);
        last(input);
    }

    private void Forget(string name, Action<string?> receiver)
    {
        if (waiting.TryGetValue(name, out Receivers? receivers) && receivers.Waiting.Remove(receiver) && receivers.Waiting.Count == 0)
        {
            waiting.Remove(name);
        }
    }

    /// <summary>Those who wait for one name, in the order of their waits.</summary>
    private sealed record Receivers(Type Type, List<Action<string?>> Waiting);
}
