using FunctionsSelfHost.Engine.History;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>Matches events with the code that waits for them. Names are compared without case.</summary>
internal sealed class ExternalEvents
{
    private readonly List<CarriedEvent> buffered = [];
    private readonly Dictionary<string, List<Action<string?>>> waiting = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The events that nobody has waited for, in the order of their arrival.</summary>
    public IReadOnlyList<CarriedEvent> Unprocessed => buffered;

    /// <summary>True when the code waits for an event.</summary>
    public bool HasWaiters => waiting.Count > 0;

    /// <summary>
    /// Hands the oldest buffered event of that name to the receiver, or keeps the receiver for the next one. Of several waiting
    /// receivers the last one is served first, as in the official SDK since its version 1.18.
    /// </summary>
    /// <returns>Ends the wait: an event that comes later is not swallowed.</returns>
    public Action Receive(string name, Action<string?> receiver)
    {
        if (buffered.FindIndex(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase)) is int index and >= 0)
        {
            CarriedEvent next = buffered[index];
            buffered.RemoveAt(index);
            receiver(next.Input);
            return () => { };
        }

        if (!waiting.TryGetValue(name, out List<Action<string?>>? receivers))
        {
            waiting[name] = receivers = [];
        }

        receivers.Add(receiver);
        return () => Forget(name, receiver);
    }

    /// <summary>Hands an event to a receiver, or keeps it.</summary>
    public void Raise(string name, string? input)
    {
        if (!waiting.TryGetValue(name, out List<Action<string?>>? receivers))
        {
            buffered.Add(new CarriedEvent(name, input));
            return;
        }

        Action<string?> last = receivers[^1];
        Forget(name, last);
        last(input);
    }

    private void Forget(string name, Action<string?> receiver)
    {
        if (waiting.TryGetValue(name, out List<Action<string?>>? receivers) && receivers.Remove(receiver) && receivers.Count == 0)
        {
            waiting.Remove(name);
        }
    }
}
