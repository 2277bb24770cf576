namespace FunctionsSelfHost.Engine.Messages;

/// <summary>Tells messages that are seen for the first time from repeated ones.</summary>
/// <remarks>
/// A sender sends again until it has durably noted the acknowledgement, which takes seconds of its host's time. So a mark may be forgotten
/// when it is older than <see cref="Memory"/> and this host has been up for that long.
/// </remarks>
internal sealed class Inbox(IReadOnlyDictionary<string, ReceivedMark> received, DateTime hostStarted)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(30);

    private readonly Dictionary<string, ReceivedMark> marks = new(received, StringComparer.Ordinal);

    /// <summary>True for a message that was not seen before; it is seen from now on.</summary>
    public bool TryAccept(Envelope envelope, DateTime now)
    {
        if (envelope.Sender is null)
        {
            return true;
        }

        if (marks.TryGetValue(envelope.Sender, out ReceivedMark? mark) && mark.Sequence >= envelope.Sequence)
        {
            return false;
        }

        marks[envelope.Sender] = new ReceivedMark(envelope.Sequence, now);
        return true;
    }

    /// <summary>The marks to commit, without those that may be forgotten.</summary>
    public IReadOnlyDictionary<string, ReceivedMark> Snapshot(DateTime now)
    {
        if (now - hostStarted > Memory)
        {
            foreach (string sender in marks.Where(m => now - m.Value.At > Memory).Select(m => m.Key).ToList())
            {
                marks.Remove(sender);
            }
        }

        return new Dictionary<string, ReceivedMark>(marks, StringComparer.Ordinal);
    }
}
