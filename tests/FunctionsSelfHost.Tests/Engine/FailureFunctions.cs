using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Functions that fail, and some that try again.</summary>
internal static class FailureFunctions
{
    [Function(nameof(Throws))]
    public static Task Throws([OrchestrationTrigger] TaskOrchestrationContext context) =>
        throw new InvalidOperationException($"{context.Name} threw", new TimeoutException("inner"));

    [Function(nameof(LetsFailureEscape))]
    public static Task LetsFailureEscape([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<int>(nameof(EngineFunctions.FailUntil), new FailUntilInput(context.InstanceId, int.MaxValue));

    [Function(nameof(ReturnsWhatCannotBeWritten))]
    public static Task<object> ReturnsWhatCannotBeWritten([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var loop = new Dictionary<string, object>();
        loop[context.InstanceId] = loop;
        return Task.FromResult<object>(loop);
    }

    [Function(nameof(ActivityReturnsWhatCannotBeWritten))]
    public static object ActivityReturnsWhatCannotBeWritten([ActivityTrigger] string key)
    {
        var loop = new Dictionary<string, object>();
        loop[key] = loop;
        return loop;
    }

    [Function(nameof(CallsOneThatReturnsWhatCannotBeWritten))]
    public static async Task<string> CallsOneThatReturnsWhatCannotBeWritten([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync<object>(nameof(ActivityReturnsWhatCannotBeWritten), "x");
            return "no failure";
        }
        catch (TaskFailedException e)
        {
            return e.FailureDetails.ErrorType;
        }
    }

    [Function(nameof(ReadsResultAsAnotherType))]
    public static async Task<string> ReadsResultAsAnotherType([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync<int>(nameof(EngineFunctions.Echo), "not a number");
            return "a number";
        }
        catch (System.Text.Json.JsonException)
        {
            return "not a number";
        }
    }

    [Function(nameof(BacksOff))]
    public static Task BacksOff([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync<int>(
        nameof(EngineFunctions.FailUntil),
        new FailUntilInput(context.InstanceId, int.MaxValue),
        TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(2), 2, TimeSpan.FromMilliseconds(7))));

    [Function(nameof(RetriesNot))]
    public static Task RetriesNot([OrchestrationTrigger] TaskOrchestrationContext context, bool throws)
    {
        var policy = new RetryPolicy(5, TimeSpan.FromMilliseconds(1))
        {
            HandleFailure = failure => throws ? throw new NotSupportedException() : failure.IsCausedBy<TimeoutException>(),
        };
        return context.CallActivityAsync<int>(
            nameof(EngineFunctions.FailUntil), new FailUntilInput(context.InstanceId, int.MaxValue), TaskOptions.FromRetryPolicy(policy));
    }

    [Function(nameof(HandlerWaits))]
    public static async Task<string> HandlerWaits([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var seen = new List<string>();
        int attempt = await context.CallActivityAsync<int>(
            nameof(EngineFunctions.FailUntil),
            new FailUntilInput(context.InstanceId, 3),
            TaskOptions.FromRetryHandler(async retry =>
            {
                await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
                seen.Add($"{retry.LastAttemptNumber} {retry.LastFailure.ErrorMessage} {retry.TotalRetryTime >= TimeSpan.Zero}");
                return true;
            }));
        return $"{attempt}: {string.Join(", ", seen)}";
    }

    [Function(nameof(PassesOptionsAsInput))]
    public static Task PassesOptionsAsInput([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<string>(nameof(EngineFunctions.Echo), (object)new TaskOptions());
}
