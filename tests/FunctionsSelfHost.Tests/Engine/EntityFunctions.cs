using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Entities, and orchestrations that use them.</summary>
internal static class EntityFunctions
{
    [Function(nameof(Journal))]
    public static Task Journal([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<JournalEntity>();

    // Signals that arrive once each and in order leave the numbers in order.
    [Function(nameof(Writes))]
    public static async Task<string[]> Writes([OrchestrationTrigger] TaskOrchestrationContext context, int count)
    {
        var id = new EntityInstanceId(nameof(Journal), context.InstanceId);
        for (int i = 0; i < count; i++)
        {
            await context.Entities.SignalEntityAsync(id, "Write", $"{i}");
        }

        return await context.Entities.CallEntityAsync<string[]>(id, "Read");
    }

    [Function(nameof(CallsAnEntity))]
    public static async Task<string> CallsAnEntity([OrchestrationTrigger] TaskOrchestrationContext context, string[] target)
    {
        try
        {
            return await context.Entities.CallEntityAsync<string?>(new EntityInstanceId(target[0], context.InstanceId), target[1], "x") ?? "null";
        }
        catch (EntityOperationFailedException e)
        {
            return $"{e.EntityId.Name} {e.OperationName} {e.FailureDetails.ErrorType}";
        }
    }

    [Function(nameof(LocksAndWaits))]
    public static async Task<string> LocksAndWaits([OrchestrationTrigger] TaskOrchestrationContext context, string key)
    {
        var id = new EntityInstanceId(nameof(Journal), key);
        await using (await context.Entities.LockEntitiesAsync(id))
        {
            context.SetCustomStatus("locked");
            return await context.WaitForExternalEvent<string>("done");
        }
    }

    [Function(nameof(BreaksTheRulesOfASection))]
    public static async Task<string[]> BreaksTheRulesOfASection([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var locked = new EntityInstanceId(nameof(Journal), $"{context.InstanceId}-locked");
        var other = new EntityInstanceId(nameof(Journal), $"{context.InstanceId}-other");
        var refusals = new List<string>();
        await using (await context.Entities.LockEntitiesAsync(locked, locked))
        {
            await RefusedAsync(() => context.Entities.LockEntitiesAsync(other));
            await RefusedAsync(() => context.CallSubOrchestratorAsync(nameof(Writes), 1));
            await RefusedAsync(() => context.Entities.CallEntityAsync(other, "Write", "x"));
            await RefusedAsync(() => context.Entities.SignalEntityAsync(locked, "Write", "x"));
            Task first = context.Entities.CallEntityAsync(locked, "Write", "x");
            await RefusedAsync(() => context.Entities.CallEntityAsync(locked, "Write", "y"));
            await first;
            refusals.Add($"inside {context.Entities.InCriticalSection()}");
        }

        refusals.Add($"outside {context.Entities.InCriticalSection()}");
        try
        {
            await context.Entities.LockEntitiesAsync();
        }
        catch (ArgumentException)
        {
            refusals.Add("empty");
        }

        return [.. refusals];

        async Task RefusedAsync(Func<Task> action)
        {
            try
            {
                await action();
                refusals.Add("allowed");
            }
            catch (InvalidOperationException)
            {
                refusals.Add("refused");
            }
        }
    }

    internal sealed class JournalEntity : TaskEntity<List<string>?>
    {
        public void Write(string line) => State = [.. State ?? [], line];

        public IReadOnlyList<string> Read() => State ?? [];

        public void Clear() => State = null;

        public void WriteAndThrow(string line)
        {
            Write(line);
            Context.SignalEntity(Context.Id, nameof(Write), "sent by an operation that failed");
            Context.ScheduleNewOrchestration(nameof(EngineFunctions.Sequence), 1, new StartOrchestrationOptions($"{Context.Id.Key}-started"));
            throw new InvalidOperationException("undo");
        }

        public void Forward(string line) => Context.SignalEntity(new EntityInstanceId(nameof(Journal), $"{Context.Id.Key}-next"), nameof(Write), line);

        protected override List<string>? InitializeState(TaskEntityOperation entityOperation) => null;
    }
}
