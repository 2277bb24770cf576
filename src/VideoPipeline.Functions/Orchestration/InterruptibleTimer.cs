using Microsoft.DurableTask;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>A wait of an orchestration that can be cut short.</summary>
internal static class InterruptibleTimer
{
    /// <summary>Waits until a time, or until something has happened.</summary>
    public static async Task WaitUntilAsync(this TaskOrchestrationContext context, DateTime due, Task stop)
    {
        using var end = new CancellationTokenSource();
        Task timer = context.CreateTimer(due, end.Token);
        if (await Task.WhenAny(timer, stop) == stop)
        {
            // a timer that goes on would keep the orchestration from ending
            end.Cancel();
        }
    }
}
