using System.Text.Json;
using FunctionsSelfHost.Engine.Entities;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask.Client;
using VideoPipeline.Testing;
using Xunit.Abstractions;

namespace FunctionsSelfHost.Tests.Engine.Kills;

/// <summary>
/// Orchestrations made of a seed, in a process that is killed at instants made of the seed, again and again: they end as if nothing had
/// happened, and each activity's committed result is used once.
/// </summary>
public sealed class KillTests(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>
{
    // a batch passes a few hundred points when nothing happens
    private const int MostPoints = 120;

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 5)]
    public Task Kills_AtRandomInstants_LoseAndRepeatNothing(int seed, int kills) => KillAsync(seed, kills);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Soak_OfTwoHundredKills_LosesAndRepeatsNothing() => KillAsync(seed: 1000, kills: 200);

    private async Task KillAsync(int seed, int kills)
    {
        string hub = EngineHost.NewHub();
        var random = new Random(seed);
        int batch = seed * 1000;
        int killed = 0;
        while (killed < kills)
        {
            if (await PlanProcess.RunAsync(azurite.ConnectionString, hub, batch, random.Next(1, MostPoints)))
            {
                await VerifyAsync(hub, batch++);
            }
            else
            {
                killed++;
            }
        }

        await PlanProcess.RunAsync(azurite.ConnectionString, hub, batch, points: 0);
        for (int done = seed * 1000; done <= batch; done++)
        {
            // once more for the earlier ones: nothing may have come of them after their end
            await VerifyAsync(hub, done);
        }

        output.WriteLine($"figure: {killed} kills while {batch - (seed * 1000) + 1} batches of random orchestrations ran");
    }

    private async Task VerifyAsync(string hub, int batch)
    {
        ITaskHub disturbed = PlanProcess.NewHub(azurite.ConnectionString, hub);
        ITaskHub undisturbed = await UndisturbedAsync(batch);
        foreach (string id in Plan.Batch(batch).Keys)
        {
            await VerifyInstanceAsync(disturbed, undisturbed, id);
            (await StateAsync(disturbed, $"@plancounter@{id}")).Should().Be(await StateAsync(undisturbed, $"@plancounter@{id}"), id);
        }

        (await StateAsync(disturbed, $"@plancounter@batch-{batch}")).Should().Be(await StateAsync(undisturbed, $"@plancounter@batch-{batch}"));
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

        // the last execution's own activities: what is committed is what came out
        IReadOnlyList<HistoryEvent> history = (await disturbed.LoadAsync(id, CancellationToken.None))!.History;
        TaskCompleted[] completed = [.. history.OfType<TaskCompleted>()];
        completed.Select(c => c.TaskScheduledId).Should().OnlyHaveUniqueItems(id);
        string all = string.Join(' ', results);
        foreach (TaskCompleted activity in completed)
        {
            all.Split(JsonSerializer.Deserialize<string>(activity.Result!)!).Should().HaveCount(2, $"the result of #{activity.TaskScheduledId} of {id} is used once");
        }
    }

    private static string[] Results(InstanceStatus status) => JsonSerializer.Deserialize<string[]>(status.Output!)!;

    private static string WithoutMarks(string result) =>
        string.Join(' ', result.Split(' ').Select(word => word.Split(PlanFunctions.Mark)[0]));

    private static async Task<string?> StateAsync(ITaskHub hub, string entity) =>
        await hub.FindStatusAsync(entity, CancellationToken.None) is { Input: { } input } ? JsonSerializer.Deserialize<EntityState>(input)!.State : null;
}
