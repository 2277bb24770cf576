using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Engine.Orchestrations;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;

namespace FunctionsSelfHost.Engine.Clients;

/// <summary>The durable client of this host: what <c>[DurableClient]</c> binds to.</summary>
internal sealed class SelfHostClient(IGrainFactory grains, ITaskHub hub, DataConverter converter, TimeProvider time) : DurableTaskClient(hub.Name)
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastPoll = TimeSpan.FromSeconds(1);

    private readonly GrainCalls calls = new(time);
    private readonly SelfHostEntityClient entities = new(grains, hub, converter, time);

    /// <inheritdoc/>
    public override DurableEntityClient Entities => entities;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">An instance of that ID has not ended.</exception>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        string instanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        RefuseEntity(instanceId);
        var start = new StartMessage(
            orchestratorName.Name,
            converter.Serialize(input),
            Guid.NewGuid().ToString("N"),
            null,
            options?.Tags?.ToDictionary(),
            options?.StartAt?.UtcDateTime,
            options?.Version?.Version ?? "");
        return await StartAsync(instanceId, start, cancellation) == MailOutcome.AlreadyRunning
            ? throw new InvalidOperationException($"An orchestration with the instance ID '{instanceId}' is running already.")
            : instanceId;
    }

    /// <inheritdoc/>
    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        RefuseEntity(instanceId);
        return TellAsync(instanceId, new EventMessage(eventName, converter.Serialize(eventPayload)), cancellation);
    }

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, m => m.RuntimeStatus != OrchestrationRuntimeStatus.Pending, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, m => m.IsCompleted, cancellation);

    /// <inheritdoc/>
    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        TellAsync(instanceId, new TerminateMessage(options?.Output is null ? null : converter.Serialize(options.Output)), cancellation);

    /// <inheritdoc/>
    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        TellAsync(instanceId, new SuspendMessage(reason), cancellation);

    /// <inheritdoc/>
    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        TellAsync(instanceId, new ResumeMessage(reason), cancellation);

    /// <inheritdoc/>
    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        await hub.FindStatusAsync(instanceId, cancellation) is { } status ? ToMetadata(status, getInputsAndOutputs) : null;

    /// <inheritdoc/>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = new StatusQuery(
            filter?.InstanceIdPrefix,
            filter?.Statuses?.ToArray(),
            filter?.CreatedFrom?.UtcDateTime,
            filter?.CreatedTo?.UtcDateTime,
            filter?.FetchInputsAndOutputs ?? false,
            filter?.PageSize ?? OrchestrationQuery.DefaultPageSize,
            filter?.ContinuationToken);
        return Pageable.Create(async (continuationToken, pageSize, cancellation) =>
        {
            StatusPage page = await hub.QueryAsync(
                query with { ContinuationToken = continuationToken ?? query.ContinuationToken, PageSize = pageSize ?? query.PageSize }, cancellation);
            OrchestrationMetadata[] found = [.. page.Rows.Select(r => ToMetadata(r, query.FetchInputsAndOutputs))];
            return new Page<OrchestrationMetadata>(found, page.ContinuationToken);
        });
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The instance has not ended.</exception>
    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        if (MessageRouter.IsEntity(instanceId))
        {
            return new PurgeResult(await entities.PurgeAsync(instanceId, cancellation) ? 1 : 0);
        }

        return await PurgeAsync(instanceId, cancellation) switch
        {
            MailOutcome.Taken => new PurgeResult(1),
            MailOutcome.AlreadyRunning => throw new InvalidOperationException($"The orchestration '{instanceId}' has not ended: terminate it first."),
            _ => new PurgeResult(0),
        };
    }

    /// <inheritdoc/>
    /// <remarks>Only instances that have ended are purged, whatever statuses the filter names.</remarks>
    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        OrchestrationRuntimeStatus[] ended =
            [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];
        var query = new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, ended.Intersect(filter.Statuses ?? ended).DefaultIfEmpty(OrchestrationRuntimeStatus.Canceled));
        int purged = 0;
        await foreach (OrchestrationMetadata instance in GetAllInstancesAsync(query).WithCancellation(cancellation))
        {
            MailOutcome outcome = await PurgeAsync(instance.InstanceId, cancellation);
            purged += outcome == MailOutcome.Taken ? 1 : 0;
        }

        return new PurgeResult(purged, true);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public override async Task<string> RestartAsync(string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        InstanceStatus status = await hub.FindStatusAsync(instanceId, cancellation)
            ?? throw new ArgumentException($"There is no orchestration with the instance ID '{instanceId}'.", nameof(instanceId));
        string newId = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instanceId;
        var start = new StartMessage(status.Name, status.Input, Guid.NewGuid().ToString("N"), null, status.Tags, null, status.Version);
        return await StartAsync(newId, start, cancellation) == MailOutcome.AlreadyRunning
            ? throw new InvalidOperationException($"The orchestration '{instanceId}' has not ended.")
            : newId;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // The instance knows a start by its execution ID.
    private Task<MailOutcome> StartAsync(string instanceId, StartMessage start, CancellationToken cancellation) =>
        calls.RepeatAsync(() => grains.GetGrain<IOrchestrationGrain>(instanceId).TellAsync(start), cancellation);

    // A second event would be another event, and a second command might meet the instance's next execution.
    private Task<MailOutcome> TellAsync(string instanceId, InstanceMessage message, CancellationToken cancellation) =>
        calls.SendOnceAsync(() => grains.GetGrain<IOrchestrationGrain>(instanceId).TellAsync(message), cancellation);

    // Like a command: in doubt it is not sent again.
    private Task<MailOutcome> PurgeAsync(string instanceId, CancellationToken cancellation) =>
        calls.SendOnceAsync(() => grains.GetGrain<IOrchestrationGrain>(instanceId).PurgeAsync(), cancellation);

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, bool getInputsAndOutputs, Func<OrchestrationMetadata, bool> isReached, CancellationToken cancellation)
    {
        TimeSpan poll = FirstPoll;
        while (true)
        {
            OrchestrationMetadata? found = await GetInstanceAsync(instanceId, getInputsAndOutputs, cancellation);
            if (found is not null && isReached(found))
            {
                return found;
            }

            await Task.Delay(poll, time, cancellation);
            poll = poll * 2 < LastPoll ? poll * 2 : LastPoll;
        }
    }

    private OrchestrationMetadata ToMetadata(InstanceStatus status, bool withTexts) => new(status.Name, status.InstanceId)
    {
        RuntimeStatus = status.RuntimeStatus,
        CreatedAt = new DateTimeOffset(status.CreatedTime, TimeSpan.Zero),
        LastUpdatedAt = new DateTimeOffset(status.LastUpdatedTime, TimeSpan.Zero),
        DataConverter = withTexts ? converter : null,
        SerializedInput = withTexts ? status.Input : null,
        SerializedOutput = withTexts ? status.Output : null,
        SerializedCustomStatus = withTexts ? status.CustomStatus : null,
        Tags = status.Tags ?? new Dictionary<string, string>(),
    };

    private static void RefuseEntity(string instanceId)
    {
        if (MessageRouter.IsEntity(instanceId))
        {
            throw new ArgumentException($"\"{instanceId}\" is the ID of an entity: orchestration instance IDs may not begin with '@'.", nameof(instanceId));
        }
    }
}
