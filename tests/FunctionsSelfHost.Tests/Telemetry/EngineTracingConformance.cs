using System.Diagnostics;
using FunctionsSelfHost.Tests.Engine;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Tests.Telemetry;

/// <summary>The engine's spans.</summary>
public abstract class EngineTracingConformance : IAsyncLifetime, IDisposable
{
    private readonly EngineHost host;
    private readonly Spans spans = new();

    protected EngineTracingConformance(string? storage)
    {
        host = new EngineHost(storage, typeof(EngineFunctions));
    }

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    public void Dispose()
    {
        spans.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Orchestration_AndItsActivities_AreOneTraceOfTheCaller()
    {
        using var caller = new Activity("caller").Start();

        string id = await RunAsync(nameof(EngineFunctions.Sequence), 1);

        Activity creation = await spans.FindAsync("create_orchestration:Sequence", id);
        Activity orchestration = await spans.FindAsync("orchestration:Sequence", id);
        Activity[] activities = [.. spans.Of(id).Where(s => s.OperationName == "activity:AddOne")];
        creation.ParentSpanId.Should().Be(caller.SpanId);
        orchestration.ParentSpanId.Should().Be(creation.SpanId);
        activities.Should().HaveCount(5);
        spans.Of(id).Select(s => s.TraceId).Should().AllBeEquivalentTo(caller.TraceId);
        activities.Select(s => s.GetTagItem("durabletask.task.task_id")).Should().BeEquivalentTo([0, 1, 2, 3, 4]);
        orchestration.GetTagItem("durabletask.task.status").Should().Be("Completed");
        orchestration.StartTimeUtc.Should().BeOnOrBefore(activities.Min(s => s.StartTimeUtc));
    }

    [Fact]
    public async Task SubOrchestration_IsPartOfItsParentsTrace()
    {
        string id = await RunAsync(nameof(EngineFunctions.Parent));

        Activity parent = await spans.FindAsync("orchestration:Parent", id);
        Activity child = await spans.FindAsync("orchestration:Sequence", $"{id}-child");
        child.TraceId.Should().Be(parent.TraceId);
        spans.Of($"{id}-child").Select(s => s.TraceId).Should().AllBeEquivalentTo(parent.TraceId);
    }

    [Fact]
    public async Task Trace_IsTheSameAfterARestart()
    {
        string id = await StartAsync(nameof(EngineFunctions.Resumable));
        await Gate.ReachedAsync($"{id}:gate");

        await host.RestartAsync();
        Gate.Open($"{id}:gate");
        await EndOfAsync(id);

        Activity orchestration = await spans.FindAsync("orchestration:Resumable", id);
        spans.Of(id).Select(s => s.TraceId).Should().AllBeEquivalentTo(orchestration.TraceId);
        (await spans.FindAsync("activity:Gated", id)).TraceId.Should().Be(orchestration.TraceId);
    }

    [Fact]
    public async Task Failure_IsMarkedAtTheActivityAndAtTheOrchestration()
    {
        string id = NewId();
        await RunAsync(nameof(EngineFunctions.Retries), new FailUntilInput(id, int.MaxValue), id);

        Activity orchestration = await spans.FindAsync("orchestration:Retries", id);
        Activity[] activities = [.. spans.Of(id).Where(s => s.OperationName == "activity:FailUntil")];
        orchestration.Status.Should().Be(ActivityStatusCode.Error);
        orchestration.GetTagItem("durabletask.task.status").Should().Be("Failed");
        activities.Should().HaveCount(3).And.AllSatisfy(s => s.Status.Should().Be(ActivityStatusCode.Error));
        activities[0].StatusDescription.Should().Be("not yet");
    }

    [Fact]
    public async Task EntityOperation_IsATraceOfItsOwnLinkedToItsCaller()
    {
        string key = NewId();
        string id = await RunAsync(nameof(EngineFunctions.CallsCounter), key);

        Activity orchestration = await spans.FindAsync("orchestration:CallsCounter", id);
        Activity operation = await spans.FindAsync("entity:counter:Get", $"@counter@{key}");
        Activity failed = await spans.FindAsync("entity:counter:AddAndFail", $"@counter@{key}");
        operation.TraceId.Should().NotBe(orchestration.TraceId);
        operation.ParentSpanId.Should().Be(default(ActivitySpanId));
        operation.Links.Should().ContainSingle().Which.Context.TraceId.Should().Be(orchestration.TraceId);
        failed.Status.Should().Be(ActivityStatusCode.Error);
    }

    [Fact]
    public async Task Orchestration_ThatAnEntityStarts_IsPartOfTheOperationsTrace()
    {
        string id = await RunAsync(nameof(EngineFunctions.StartsThroughEntity));

        Activity operation = await spans.FindAsync("entity:counter:Notify", $"@counter@{id}");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        IReadOnlyList<OrchestrationMetadata> sends = [];
        while (sends.Count == 0)
        {
            sends = await host.Client.GetAllInstancesAsync(new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Completed])).ToListAsync(patience.Token);
            sends = [.. sends.Where(s => s.Name == nameof(EngineFunctions.Sends))];
        }

        (await spans.FindAsync("orchestration:Sends", sends[0].InstanceId)).TraceId.Should().Be(operation.TraceId);
    }

    [Fact]
    public async Task Signal_OfAClient_IsLinkedToTheClientsTrace()
    {
        var id = new EntityInstanceId(nameof(EngineFunctions.Counter), NewId());
        using var caller = new Activity("caller").Start();

        await host.Client.Entities.SignalEntityAsync(id, "add", 1);

        (await spans.FindAsync("entity:counter:add", id.ToString())).Links.Single().Context.Should().Be(
            new ActivityContext(caller.TraceId, caller.SpanId, caller.ActivityTraceFlags, isRemote: true));
    }

    [Fact]
    public async Task ContinueAsNew_StaysInTheTrace()
    {
        string id = await StartAsync(nameof(EngineFunctions.CountsDown), new CountDown(2, ""));
        await host.Client.RaiseEventAsync(id, "next", "a");
        await host.Client.RaiseEventAsync(id, "next", "b");
        await EndOfAsync(id);

        await spans.FindAsync("orchestration:CountsDown", id);
        Activity[] executions = [.. spans.Of(id).Where(s => s.OperationName == "orchestration:CountsDown")];
        executions.Select(s => s.GetTagItem("durabletask.task.status")).Should().Equal("ContinuedAsNew", "Completed");
        executions.Select(s => s.TraceId).Distinct().Should().ContainSingle();
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private Task<string> StartAsync(string orchestrator, object? input = null, string? id = null) =>
        host.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(id ?? NewId()));

    private async Task<string> RunAsync(string orchestrator, object? input = null, string? id = null)
    {
        string started = await StartAsync(orchestrator, input, id);
        await EndOfAsync(started);
        return started;
    }

    private async Task EndOfAsync(string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await host.Client.WaitForInstanceCompletionAsync(id, patience.Token);
    }
}
