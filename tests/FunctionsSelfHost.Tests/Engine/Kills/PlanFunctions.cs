using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Tests.Engine.Kills;

/// <summary>Orchestrations that do what a plan says, and tell what came of it.</summary>
internal static class PlanFunctions
{
    /// <summary>Separates what an activity gave from the mark that each run of it makes anew.</summary>
    public const char Mark = '#';

    [Function(nameof(Follow))]
    public static async Task<string[]> Follow([OrchestrationTrigger] TaskOrchestrationContext context, PlanInput input)
    {
        List<string> done = [.. input.Done];
        for (int i = 0; i < input.Steps.Count; i++)
        {
            if (input.Steps[i].Kind == PlanKind.Continue)
            {
                context.ContinueAsNew(input with { Steps = [.. input.Steps.Skip(i + 1)], Done = [.. done] });
                return [];
            }

            done.Add(await DoAsync(context, input, input.Steps[i]));
        }

        return [.. done, $"total {await context.Entities.CallEntityAsync<int>(Own(context), "Get")}"];
    }

    [Function(nameof(SendBack))]
    public static Task SendBack([OrchestrationTrigger] TaskOrchestrationContext context, string[] letter)
    {
        context.SendEvent(letter[0], letter[1], letter[2]);
        return Task.CompletedTask;
    }

    [Function(nameof(AddLater))]
    public static Task AddLater([OrchestrationTrigger] TaskOrchestrationContext context, AddInput input) =>
        context.Entities.SignalEntityAsync(EntityInstanceId.FromString(input.Entity), "Add", input.Amount);

    [Function(nameof(Work))]
    public static string Work([ActivityTrigger] int value)
    {
        KillSwitch.Pass();
        string result = $"{value * value}{Mark}{Guid.NewGuid():N}";
        KillSwitch.Pass();
        return result;
    }

    [Function(nameof(Refuse))]
    public static string Refuse([ActivityTrigger] int value)
    {
        KillSwitch.Pass();
        throw new InvalidOperationException($"no {value}");
    }

    [Function(nameof(PlanCounter))]
    public static Task PlanCounter([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<CounterEntity>();

    public static EntityInstanceId Shared(string batch) => new(nameof(PlanCounter), batch);

    private static async Task<string> DoAsync(TaskOrchestrationContext context, PlanInput input, PlanStep step)
    {
        switch (step.Kind)
        {
            case PlanKind.Activity:
                return await context.CallActivityAsync<string>(nameof(Work), step.Value);
            case PlanKind.Failure:
                return await FailAsync(context, step.Value);
            case PlanKind.Timer:
                await context.CreateTimer(TimeSpan.FromMilliseconds(step.Value), CancellationToken.None);
                return "slept";
            case PlanKind.Event:
                return await ReceiveAsync(context, step.Value);
            case PlanKind.Child:
                return string.Join(' ', await context.CallSubOrchestratorAsync<string[]>(nameof(Follow), new PlanInput(input.Batch, step.Inner, [])));
            case PlanKind.All:
                return string.Join(' ', await Task.WhenAll(step.Inner.Select(s => DoAsync(context, input, s))));
            case PlanKind.Call:
                await context.Entities.CallEntityAsync(Own(context), "Add", step.Value);
                return "called";
            case PlanKind.Signal:
                await context.Entities.SignalEntityAsync(Own(context), "Add", step.Value);
                return "signalled";
            case PlanKind.EntityStart:
                await context.Entities.SignalEntityAsync(Shared(input.Batch), "AddTwice", step.Value);
                return "started";
            case PlanKind.Lock:
                return await context.CallSubOrchestratorAsync<string>(nameof(AddToShared), input.Batch);
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step.Kind, "Not a step.");
        }
    }

    private static async Task<string> FailAsync(TaskOrchestrationContext context, int value)
    {
        try
        {
            return await context.CallActivityAsync<string>(
                nameof(Refuse), value, TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromMilliseconds(1))));
        }
        catch (TaskFailedException e)
        {
            return e.FailureDetails.ErrorMessage;
        }
    }

    // of even numbers the event is there before anybody waits for it
    private static async Task<string> ReceiveAsync(TaskOrchestrationContext context, int value)
    {
        string name = context.NewGuid().ToString();
        Task child = context.CallSubOrchestratorAsync(nameof(SendBack), new[] { context.InstanceId, name, $"event {value}" });
        if (value % 2 == 0)
        {
            await child;
        }

        string received = await context.WaitForExternalEvent<string>(name);
        await child;
        return received;
    }

    [Function(nameof(AddToShared))]
    public static async Task<string> AddToShared([OrchestrationTrigger] TaskOrchestrationContext context, string batch)
    {
        await using (await context.Entities.LockEntitiesAsync(Shared(batch), Own(context)))
        {
            int read = await context.Entities.CallEntityAsync<int>(Shared(batch), "Get");
            await context.CallActivityAsync<string>(nameof(Work), read);
            await context.Entities.CallEntityAsync(Shared(batch), "Set", read + Plan.AddedUnderLock);
        }

        return "locked";
    }

    private static EntityInstanceId Own(TaskOrchestrationContext context) => new(nameof(PlanCounter), context.InstanceId);

    internal sealed record PlanInput(string Batch, IReadOnlyList<PlanStep> Steps, IReadOnlyList<string> Done);

    internal sealed record AddInput(string Entity, int Amount);

    internal sealed class CounterEntity : TaskEntity<int>
    {
        public void Add(int amount)
        {
            KillSwitch.Pass();
            State += amount;
        }

        public int Get() => State;

        public void Set(int value) => State = value;

        public void AddTwice(int amount)
        {
            KillSwitch.Pass();
            Context.SignalEntity(Context.Id, nameof(Add), amount);
            Context.ScheduleNewOrchestration(nameof(AddLater), new AddInput(Context.Id.ToString(), amount));
        }
    }
}
