using System.Collections.Concurrent;

namespace VideoPipeline.Functions.Tests.Orchestration;

/// <summary>Holds the activities of a test's host where the test wants them, and keeps who passed.</summary>
public sealed class Gate
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> reached = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> opened = new();
    private int inside;
    private int mostInside;

    /// <summary>The most that were held at once.</summary>
    public int MostInside => mostInside;

    /// <summary>What happened, in order.</summary>
    public ConcurrentQueue<string> Events { get; } = new();

    /// <summary>Called by an activity: tells the test that it is here, and waits.</summary>
    public async Task PassAsync(string name, CancellationToken cancellationToken)
    {
        int now = Interlocked.Increment(ref inside);
        InterlockedMax(now);
        Events.Enqueue(name);
        Of(reached, name).TrySetResult();
        try
        {
            await Of(opened, name).Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref inside);
        }
    }

    public Task ReachedAsync(string name) => Of(reached, name).Task.WaitAsync(TimeSpan.FromSeconds(60));

    public bool IsReached(string name) => Of(reached, name).Task.IsCompleted;

    public void Open(string name) => Of(opened, name).TrySetResult();

    /// <summary>Lets the activity go on, and fail.</summary>
    public void Fail(string name) => Of(opened, name).TrySetException(new InvalidOperationException("The work failed."));

    private void InterlockedMax(int now)
    {
        int seen;
        while ((seen = mostInside) < now && Interlocked.CompareExchange(ref mostInside, now, seen) != seen)
        {
        }
    }

    private static TaskCompletionSource Of(ConcurrentDictionary<string, TaskCompletionSource> gates, string name) =>
        gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
