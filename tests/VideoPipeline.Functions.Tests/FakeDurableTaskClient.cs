using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Converters;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Tests;

/// <summary>A hub whose answers to starts a test decides; instances do nothing by themselves.</summary>
internal sealed class FakeDurableTaskClient() : DurableTaskClient("fake")
{
    private readonly ConcurrentDictionary<string, OrchestrationMetadata> instances = new();

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<PipelineInput> Starts { get; } = new();

    /// <summary>The starts of what is no run: orchestrator, instance and input.</summary>
    public ConcurrentQueue<(string Orchestrator, string InstanceId, object? Input)> OtherStarts { get; } = new();

    /// <summary>What becomes of a start. By default: an instance that ends is replaced, one that is active refuses.</summary>
    public Func<PipelineInput, Task>? OnStart { get; set; }

    /// <summary>How many reads fail before one succeeds.</summary>
    public int FailedReads { get; set; }

    /// <summary>What events and terminations meet; hosts differ in what they throw when the instance has ended or is not there.</summary>
    public Exception? Refusal { get; set; }

    /// <summary>The instances that were terminated.</summary>
    public ConcurrentQueue<string> Terminated { get; } = new();

    /// <summary>The instances that were purged.</summary>
    public ConcurrentQueue<string> Purged { get; } = new();

    /// <summary>The hub's entities.</summary>
    public FakeEntityClient FakeEntities { get; } = new();

    public override DurableEntityClient Entities => FakeEntities;

    /// <summary>Puts an instance into the hub, as it would be read.</summary>
    public void Put(PipelineInput input, OrchestrationRuntimeStatus status, DateTimeOffset lastUpdatedAt = default) =>
        instances[input.Key.Pipeline.Value] = Metadata(input, status, lastUpdatedAt);

    /// <summary>Starts as the hosts do.</summary>
    public void StartOrRefuse(PipelineInput input)
    {
        OrchestrationMetadata created = Metadata(input, OrchestrationRuntimeStatus.Pending);
        OrchestrationMetadata stored = instances.AddOrUpdate(input.Key.Pipeline.Value, created, (_, found) => found.IsCompleted ? created : found);
        if (stored != created)
        {
            throw new InvalidOperationException("An Orchestration instance with the status Running already exists.");
        }
    }

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        if (input is not PipelineInput start)
        {
            OtherStarts.Enqueue((orchestratorName.Name, options!.InstanceId!, input));
            instances[options.InstanceId!] = new OrchestrationMetadata(orchestratorName.Name, options.InstanceId!);
            return options.InstanceId!;
        }

        options!.InstanceId.Should().Be(start.Key.Pipeline.Value);
        Starts.Enqueue(start);
        if (OnStart is null)
        {
            StartOrRefuse(start);
        }
        else
        {
            await OnStart(start);
        }

        return options.InstanceId!;
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        (getInputsAndOutputs || !PipelineInstanceId.TryParse(instanceId, out _)).Should().BeTrue("without its input the run cannot be told");
        if (FailedReads > 0)
        {
            FailedReads--;
            throw new IOException("The hub cannot be read.");
        }

        return Task.FromResult(instances.GetValueOrDefault(instanceId));
    }

    /// <summary>Puts a run's stage into the hub.</summary>
    public void PutChild(PipelineInput input, string instanceId, OrchestrationRuntimeStatus status) =>
        instances[instanceId] = Metadata(input, status);

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        Terminated.Enqueue(instanceId);
        return Refusal is null ? Task.CompletedTask : Task.FromException(Refusal);
    }

    public override Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        // some hosts purge what runs, and it goes on without a history; others throw
        instances.GetValueOrDefault(instanceId)?.IsCompleted.Should().BeTrue("{0} must have ended before it is purged", instanceId);
        Purged.Enqueue(instanceId);
        return Task.FromResult(new PurgeResult(instances.TryRemove(instanceId, out _) ? 1 : 0));
    }

    /// <summary>Events that were raised: instance and name.</summary>
    public ConcurrentQueue<(string InstanceId, string Name)> Events { get; } = new();

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        Events.Enqueue((instanceId, eventName));
        return Refusal is null ? Task.CompletedTask : Task.FromException(Refusal);
    }

    /// <summary>The filters by which instances were purged.</summary>
    public ConcurrentQueue<PurgeInstancesFilter> PurgeFilters { get; } = new();

    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        PurgeFilters.Enqueue(filter);
        return Task.FromResult(new PurgeResult(0));
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static OrchestrationMetadata Metadata(
        PipelineInput input, OrchestrationRuntimeStatus status, DateTimeOffset lastUpdatedAt = default) =>
        new("VideoPipelineOrchestrator", input.Key.Pipeline.Value)
        {
            LastUpdatedAt = lastUpdatedAt,
            DataConverter = JsonDataConverter.Default,
            RuntimeStatus = status,
            SerializedInput = JsonSerializer.Serialize(input),
        };
}
