using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>The function app that the engine's tests run.</summary>
public static class EngineFunctions
{
    [Function(nameof(AddOne))]
    public static int AddOne([ActivityTrigger] int number) => number + 1;

    [Function(nameof(Echo))]
    public static string Echo([ActivityTrigger] string text) => text;

    [Function(nameof(Counted))]
    public static int Counted([ActivityTrigger] string name)
    {
        Gate.Count(name);
        return Gate.CountOf(name);
    }

    [Function(nameof(Gated))]
    public static async Task<string> Gated([ActivityTrigger] string name, CancellationToken cancellationToken)
    {
        await Gate.PassAsync(name, cancellationToken);
        return name;
    }

    [Function(nameof(FailUntil))]
    public static int FailUntil([ActivityTrigger] FailUntilInput input)
    {
        Gate.Count(input.Name);
        int attempt = Gate.CountOf(input.Name);
        return attempt >= input.SucceedingAttempt ? attempt : throw new InvalidOperationException("not yet", new TimeoutException("inner"));
    }

    [Function(nameof(Sequence))]
    public static async Task<int> Sequence([OrchestrationTrigger] TaskOrchestrationContext context, int start)
    {
        int number = start;
        for (int i = 0; i < 5; i++)
        {
            number = await context.CallActivityAsync<int>(nameof(AddOne), number);
        }

        return number;
    }

    [Function(nameof(FanOut))]
    public static async Task<int> FanOut([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        int width = context.GetInput<int>();
        int[] results = await Task.WhenAll(Enumerable.Range(0, width).Select(i => context.CallActivityAsync<int>(nameof(AddOne), i)));
        return results.Sum();
    }

    [Function(nameof(Retries))]
    public static async Task<int> Retries([OrchestrationTrigger] TaskOrchestrationContext context, FailUntilInput input) =>
        await context.CallActivityAsync<int>(
            nameof(FailUntil), input, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(1))));

    [Function(nameof(RetriesByHandler))]
    public static async Task<int> RetriesByHandler([OrchestrationTrigger] TaskOrchestrationContext context, FailUntilInput input) =>
        await context.CallActivityAsync<int>(
            nameof(FailUntil), input, TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 5 && retry.LastFailure.IsCausedBy<InvalidOperationException>()));

    [Function(nameof(ReportsFailure))]
    public static async Task<string> ReportsFailure([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync<int>(nameof(FailUntil), new FailUntilInput(context.InstanceId, int.MaxValue));
            return "no failure";
        }
        catch (TaskFailedException e)
        {
            return $"{e.TaskName}: {e.FailureDetails.ErrorType}: {e.FailureDetails.ErrorMessage} <- {e.FailureDetails.InnerFailure?.ErrorType}";
        }
    }

    [Function(nameof(CallsUnknown))]
    public static Task CallsUnknown([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync("NoSuchActivity");

    [Function(nameof(WaitsForEvent))]
    public static async Task<string> WaitsForEvent([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<string>(nameof(Gated), $"{context.InstanceId}:before");
        string first = await context.WaitForExternalEvent<string>("Name");
        string second = await context.WaitForExternalEvent<string>("name");
        return $"{first}, {second}";
    }

    [Function(nameof(WaitsTwiceWithTimeout))]
    public static async Task<string> WaitsTwiceWithTimeout([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.WaitForExternalEvent<string>("late", TimeSpan.FromMilliseconds(1));
            return "no timeout";
        }
        catch (TaskCanceledException)
        {
            context.SetCustomStatus("timed out");
        }

        return await context.WaitForExternalEvent<string>("late", TimeSpan.FromMinutes(5));
    }

    [Function(nameof(Sleeps))]
    public static async Task<bool> Sleeps([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        DateTime due = context.CurrentUtcDateTime.AddMilliseconds(200);
        await context.CreateTimer(due, CancellationToken.None);
        return context.CurrentUtcDateTime >= due;
    }

    [Function(nameof(RacesTimer))]
    public static async Task<string> RacesTimer([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        using var cancel = new CancellationTokenSource();
        Task timer = context.CreateTimer(TimeSpan.FromDays(30), cancel.Token);
        Task<string> work = context.CallActivityAsync<string>(nameof(Echo), "work");
        Task winner = await Task.WhenAny(timer, work);
        cancel.Cancel();
        return winner == work ? await work : "timer";
    }

    [Function(nameof(Parent))]
    public static async Task<string> Parent([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        int sum = await context.CallSubOrchestratorAsync<int>(nameof(Sequence), 10, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-child"));
        try
        {
            await context.CallSubOrchestratorAsync(nameof(Fails), new TaskOptions());
            return "no failure";
        }
        catch (TaskFailedException e)
        {
            return $"{sum}; {e.FailureDetails.ErrorMessage}";
        }
    }

    [Function(nameof(Fails))]
    public static Task Fails([OrchestrationTrigger] TaskOrchestrationContext context) =>
        throw new InvalidOperationException($"{context.Parent?.Name} asked for it");

    [Function(nameof(CountsDown))]
    public static async Task<string> CountsDown([OrchestrationTrigger] TaskOrchestrationContext context, CountDown input)
    {
        string next = await context.WaitForExternalEvent<string>("next");
        string seen = $"{input.Seen}{next}";
        if (input.Left == 1)
        {
            return seen;
        }

        context.ContinueAsNew(new CountDown(input.Left - 1, seen));
        return "";
    }

    [Function(nameof(Sends))]
    public static Task Sends([OrchestrationTrigger] TaskOrchestrationContext context, string target)
    {
        context.SendEvent(target, "name", "one");
        context.SendEvent(target, "name", "two");
        return Task.CompletedTask;
    }

    [Function(nameof(Guids))]
    public static async Task<Guid[]> Guids([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        Guid first = context.NewGuid();
        await context.CallActivityAsync<string>(nameof(Gated), $"{context.InstanceId}:gate");
        return [first, context.NewGuid()];
    }

    [Function(nameof(AwaitsForeign))]
    public static async Task AwaitsForeign([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        _ = context;

        // one that may have ended before it is awaited would not be noticed, and would do no harm
        await new TaskCompletionSource().Task;
    }

    [Function(nameof(CallsOffThread))]
    public static async Task CallsOffThread([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        Task timer = context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
        await timer.ConfigureAwait(false);
        await context.CallActivityAsync<string>(nameof(Echo), "never");
    }

    [Function(nameof(Unstable))]
    public static async Task Unstable([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        Gate.Count(context.InstanceId);
        string activity = Gate.CountOf(context.InstanceId) == 1 ? nameof(Gated) : nameof(Echo);
        await context.CallActivityAsync<string>(activity, $"{context.InstanceId}:gate");
        await context.CallActivityAsync<string>(nameof(Echo), "after");
    }

    [Function(nameof(Resumable))]
    public static async Task<string> Resumable([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        int runs = await context.CallActivityAsync<int>(nameof(Counted), $"{context.InstanceId}:first");
        string gated = await context.CallActivityAsync<string>(nameof(Gated), $"{context.InstanceId}:gate");
        return $"{runs} {gated}";
    }

    [Function(nameof(CallsCounter))]
    public static async Task<int> CallsCounter([OrchestrationTrigger] TaskOrchestrationContext context, string key)
    {
        var id = new EntityInstanceId(nameof(Counter), key);
        await context.Entities.SignalEntityAsync(id, "add", 5);
        await context.Entities.CallEntityAsync(id, "Add", 2);
        try
        {
            await context.Entities.CallEntityAsync(id, "AddAndFail", 100);
            return -1;
        }
        catch (EntityOperationFailedException e) when (e.FailureDetails.IsCausedBy<InvalidOperationException>())
        {
            return await context.Entities.CallEntityAsync<int>(id, "Get");
        }
    }

    [Function(nameof(StartsThroughEntity))]
    public static async Task<string> StartsThroughEntity([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.Entities.SignalEntityAsync(new EntityInstanceId(nameof(Counter), context.InstanceId), "Notify", context.InstanceId);
        return await context.WaitForExternalEvent<string>("name") + await context.WaitForExternalEvent<string>("name");
    }

    [Function(nameof(TransfersUnderLock))]
    public static async Task<int> TransfersUnderLock([OrchestrationTrigger] TaskOrchestrationContext context, string[] keys)
    {
        EntityInstanceId[] ids = [.. keys.Select(k => new EntityInstanceId(nameof(Counter), k))];
        await using (await context.Entities.LockEntitiesAsync(ids))
        {
            int read = await context.Entities.CallEntityAsync<int>(ids[0], "Get");
            await context.CallActivityAsync<string>(nameof(Echo), "pause");
            await context.Entities.CallEntityAsync(ids[0], "Set", read + 1);
            return read;
        }
    }

    [Function(nameof(EchoesLarge))]
    public static async Task<string> EchoesLarge([OrchestrationTrigger] TaskOrchestrationContext context, string text) =>
        await context.CallActivityAsync<string>(nameof(Echo), text);

    [Function(nameof(TellsVersion))]
    public static string TellsVersion([OrchestrationTrigger] TaskOrchestrationContext context) => context.Version;

    [Function(nameof(Notebook))]
    public static Task Notebook([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<NotebookEntity>();

    [Function(nameof(Counter))]
    public static Task Counter([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<CounterEntity>();
}

public sealed record FailUntilInput(string Name, int SucceedingAttempt);

public sealed record CountDown(int Left, string Seen);

public sealed class CounterEntity : TaskEntity<int>
{
    public void Add(int amount) => State += amount;

    public int Get() => State;

    public void Set(int value) => State = value;

    public void AddAndFail(int amount)
    {
        State += amount;
        Context.SignalEntity(Context.Id, nameof(Add), 1000);
        throw new InvalidOperationException("undo me");
    }

    public void Notify(string instanceId) => Context.ScheduleNewOrchestration(nameof(EngineFunctions.Sends), instanceId);
}

public sealed class NotebookEntity : TaskEntity<string>
{
    public void Write(string text) => State = text;

    protected override string InitializeState(TaskEntityOperation entityOperation) => "";
}
