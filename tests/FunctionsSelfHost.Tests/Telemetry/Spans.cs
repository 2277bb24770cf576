using System.Collections.Concurrent;
using System.Diagnostics;
using FunctionsSelfHost.Engine.Telemetry;

namespace FunctionsSelfHost.Tests.Telemetry;

/// <summary>The spans that are made while it lives.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ActivityListener listener;

    public Spans()
    {
        listener = new ActivityListener
        {
            // other tests' hosts have sources of the same name: spans are told apart by their instances
            ShouldListenTo = source => source.Name == EngineTracing.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>Waits for a span of an instance; gives it.</summary>
    public async Task<Activity> FindAsync(string name, string instanceId)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (ended.FirstOrDefault(s => s.OperationName == name && (string?)s.GetTagItem("durabletask.task.instance_id") == instanceId) is { } found)
            {
                return found;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>The spans of an instance so far.</summary>
    public IReadOnlyList<Activity> Of(string instanceId) =>
        [.. ended.Where(s => (string?)s.GetTagItem("durabletask.task.instance_id") == instanceId)];

    public void Dispose() => listener.Dispose();
}
