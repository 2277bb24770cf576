using System.Collections.Concurrent;

namespace FunctionsSelfHost.Queues;

/// <summary>Wakes the listener of a queue when this process has put a message there itself, so that it need not wait for its next look.</summary>
internal sealed class QueueSignals
{
    private readonly ConcurrentDictionary<Uri, TaskCompletionSource> waiting = new();

    /// <summary>Ends when a message is put into the queue after this call.</summary>
    public Task NextAsync(Uri queue) =>
        waiting.GetOrAdd(queue, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Tells that a message was put into the queue.</summary>
    public void Notify(Uri queue)
    {
        if (waiting.TryRemove(queue, out TaskCompletionSource? waiter))
        {
            waiter.SetResult();
        }
    }
}
