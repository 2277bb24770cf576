namespace FunctionsSelfHost.Queues;

/// <summary>How long a listener pauses before it looks again: not at all while there is plenty, longer and longer while there is nothing.</summary>
/// <param name="longest">The longest pause.</param>
internal sealed class PollingPause(TimeSpan longest)
{
    private TimeSpan pause = QueueOptions.MinPollingInterval;

    /// <summary>The pause after a look that found messages.</summary>
    /// <param name="isFull">Whether there were as many as were asked for, so that there may be more.</param>
    public TimeSpan AfterMessages(bool isFull)
    {
        pause = QueueOptions.MinPollingInterval;
        return isFull ? TimeSpan.Zero : pause;
    }

    /// <summary>The pause after a look that found nothing, or failed. It varies, so that many hosts do not look all at once.</summary>
    public TimeSpan AfterNothing()
    {
        TimeSpan next = Least(pause * (0.8 + (Random.Shared.NextDouble() * 0.4)));
        pause = Least(pause * 2);
        return next;
    }

    private TimeSpan Least(TimeSpan time) => time < longest ? time : longest;
}
