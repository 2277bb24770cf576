using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Bench;

/// <summary>The function app that is measured.</summary>
internal static class BenchFunctions
{
    [Function(nameof(AddOne))]
    public static int AddOne([ActivityTrigger] int number) => number + 1;

    [Function(nameof(Sequence))]
    public static async Task<int> Sequence([OrchestrationTrigger] TaskOrchestrationContext context, int length)
    {
        int number = 0;
        for (int i = 0; i < length; i++)
        {
            number = await context.CallActivityAsync<int>(nameof(AddOne), number);
        }

        return number;
    }

    [Function(nameof(FanOut))]
    public static async Task<int> FanOut([OrchestrationTrigger] TaskOrchestrationContext context, int width) =>
        (await Task.WhenAll(Enumerable.Range(0, width).Select(i => context.CallActivityAsync<int>(nameof(AddOne), i)))).Length;

    [Function(nameof(CallsEntity))]
    public static async Task CallsEntity([OrchestrationTrigger] TaskOrchestrationContext context, int calls)
    {
        var id = new EntityInstanceId(nameof(Counter), context.InstanceId);
        for (int i = 0; i < calls; i++)
        {
            await context.Entities.CallEntityAsync(id, "Add", 1);
        }
    }

    [Function(nameof(Waits))]
    public static Task Waits([OrchestrationTrigger] TaskOrchestrationContext context) => context.WaitForExternalEvent<string>("done");

    [Function(nameof(Counter))]
    public static Task Counter([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<CounterEntity>();

    internal sealed class CounterEntity : TaskEntity<int>
    {
        public void Add(int amount) => State += amount;
    }
}
