using System.Text.Json;
using FunctionsSelfHost.Engine.Entities;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Tests.Engine.Kills;

/// <summary>Compares what came of a batch with what comes of it when nothing happens.</summary>
internal static class PlanVerifier
{
    /// <summary>Verifies results, states of entities, and that each activity's committed result was used once.</summary>
    public static async Task VerifyAsync(ITaskHub disturbed, int batch)
    {
        ITaskHub undisturbed = await UndisturbedAsync(batch);
        foreach (string id in Plan.Batch(batch).Keys)
        {
            await VerifyInstanceAsync(disturbed, undisturbed, id);
            (await StateAsync(disturbed, $"@plancounter@{id}")).Should().Be(await StateAsync(undisturbed, $"@plancounter@{id}"), id);
        }

        (await StateAsync(disturbed, $"@plancounter@batch-{batch}")).Should().Be(await StateAsync(undisturbed, $"@plancounter@batch-{batch}"), $"batch {batch}");
    }

    private static async Task<ITaskHub> UndisturbedAsync(int batch)
    {
        var memory = new MemoryTaskHub(EngineHost.NewHub());
        var host = new EngineHost(null, typeof(PlanFunctions)) { TaskHub = memory };
        await host.InitializeAsync();
        await PlanProcess.RunAsync(host.Client, batch);
        await host.DisposeAsync();
        return memory;
    }

    private static async Task VerifyInstanceAsync(ITaskHub disturbed, ITaskHub undisturbed, string id)
    {
        InstanceStatus actual = (await disturbed.FindStatusAsync(id, CancellationToken.None))!;
        InstanceStatus expected = (await undisturbed.FindStatusAsync(id, CancellationToken.None))!;
        actual.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed, $"{id}: {actual.Output}");
        string[] results = Results(actual);
        results.Select(WithoutMarks).Should().Equal(Results(expected).Select(WithoutMarks), id);

        // of the last execution, for only that one's history is kept
        TaskCompleted[] completed = [.. (await disturbed.LoadAsync(id, CancellationToken.None))!.History.OfType<TaskCompleted>()];
        completed.Select(c => c.TaskScheduledId).Should().OnlyHaveUniqueItems(id);
        string all = string.Join(' ', results);
        foreach (TaskCompleted activity in completed)
        {
            all.Split(JsonSerializer.Deserialize<string>(activity.Result!)!).Should().HaveCount(2, $"the result of #{activity.TaskScheduledId} of {id} is used once");
        }
    }

    private static string[] Results(InstanceStatus status) => JsonSerializer.Deserialize<string[]>(status.Output!)!;

    private static string WithoutMarks(string result) => string.Join(' ', result.Split(' ').Select(word => word.Split(PlanFunctions.Mark)[0]));

    private static async Task<string?> StateAsync(ITaskHub hub, string entity) =>
        await hub.FindStatusAsync(entity, CancellationToken.None) is { Input: { } input } ? JsonSerializer.Deserialize<EntityState>(input)!.State : null;
}
