using System.Diagnostics;
using System.Text.Json;
using DurableTask.Core.Exceptions;
using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Engine.Orchestrations;
using FunctionsSelfHost.Engine.Telemetry;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;

namespace FunctionsSelfHost.Engine.Clients;

/// <summary>The durable client of this host: what <c>[DurableClient]</c> binds to.</summary>
internal sealed class SelfHostClient(IGrainFactory grains, ITaskHub hub, DataConverter converter, DurableEngineLimits limits, EngineTracing tracing, TimeProvider time)
    : DurableTaskClient(hub.Name)
{
    // what lies in a cell of the status row, which holds 64 KiB of UTF-16
    private const int MostCharactersInTags = 30 * 1024;

    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastPoll = TimeSpan.FromSeconds(1);

    private readonly GrainCalls calls = new(time);
    private readonly Purger purger = new(grains, hub, time);
    private readonly SelfHostEntityClient entities = new(grains, hub, converter, time);

    /// <inheritdoc/>
    public override DurableEntityClient Entities => entities;

    /// <inheritdoc/>
    /// <exception cref="OrchestrationAlreadyExistsException">
    /// There is an instance of that ID that has not ended, or that is in a state that the options name.
    /// </exception>
    /// <exception cref="ArgumentException">The ID, the tags or the names of states are not valid.</exception>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        string instanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        InstanceIds.ThrowIfNotOrchestration(instanceId);
        var start = new StartMessage(
            orchestratorName.Name,
            converter.Serialize(input),
            Guid.NewGuid().ToString("N"),
            null,
            TagsOf(options),
            options?.StartAt is { } startAt && startAt > time.GetUtcNow() ? startAt.UtcDateTime : null,
            options?.Version?.Version ?? "",
            StartRule.RefusedIn(options?.DedupeStatuses, limits.ReplacesRunning));
        await StartAsync(instanceId, start, cancellation);
        return instanceId;
    }

    /// <inheritdoc/>
    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        TellAsync(instanceId, Event(eventName, eventPayload), cancellation);

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
        TellAsync(instanceId, Termination(options?.Output, options?.Recursive ?? false), cancellation);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The instance has ended.</exception>
    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        TellUnfinishedAsync(instanceId, new SuspendMessage(reason), "suspended", cancellation);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The instance has ended.</exception>
    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        TellUnfinishedAsync(instanceId, new ResumeMessage(reason), "resumed", cancellation);

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
            return new PurgeResult(await entities.PurgeAsync(instanceId, onlyIfEmpty: false, cancellation) ? 1 : 0);
        }

        (MailOutcome outcome, int count) = await purger.PurgeAsync(instanceId, options?.Recursive ?? false, cancellation);
        return outcome == MailOutcome.StillRunning
            ? throw new InvalidOperationException($"The orchestration '{instanceId}' has not ended: terminate it first.")
            : new PurgeResult(count, true);
    }

    /// <inheritdoc/>
    /// <remarks>Only instances that have ended are purged, whatever statuses the filter names.</remarks>
    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        OrchestrationRuntimeStatus[] statuses = [.. Ended.Intersect(filter.Statuses ?? Ended)];
        if (statuses.Length == 0)
        {
            return new PurgeResult(0, true);
        }

        long start = time.GetTimestamp();
        int purged = 0;
        await foreach (OrchestrationMetadata instance in GetAllInstancesAsync(new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, statuses)).WithCancellation(cancellation))
        {
            if (time.GetElapsedTime(start) >= filter.Timeout)
            {
                return new PurgeResult(purged, false);
            }

            purged += (await purger.PurgeAsync(instance.InstanceId, options?.Recursive ?? false, cancellation)).Count;
        }

        return new PurgeResult(purged, true);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="OrchestrationAlreadyExistsException">It is to run under its own ID and has not ended.</exception>
    public override async Task<string> RestartAsync(string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        InstanceIds.ThrowIfNotOrchestration(instanceId);
        InstanceStatus status = await hub.FindStatusAsync(instanceId, cancellation)
            ?? throw new ArgumentException($"There is no orchestration with the instance ID '{instanceId}'.", nameof(instanceId));
        string newId = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instanceId;
        var start = new StartMessage(
            status.Name, status.Input, Guid.NewGuid().ToString("N"), null, status.Tags, null, status.Version, StartRule.RefusedIn(null, limits.ReplacesRunning));
        await StartAsync(newId, start, cancellation);
        return newId;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Tells an orchestration something, and returns what became of it.</summary>
    /// <remarks>A second event would be another event, and a second command might meet the next execution: in doubt it is not sent again.</remarks>
    /// <exception cref="ArgumentException">It cannot be the ID of an orchestration.</exception>
    public Task<MailOutcome> TellAsync(string instanceId, InstanceMessage message, CancellationToken cancellation)
    {
        InstanceIds.ThrowIfNotOrchestration(instanceId);
        return calls.SendOnceAsync(() => grains.GetGrain<IOrchestrationGrain>(instanceId).TellAsync(message), cancellation);
    }

    /// <summary>The message that raises an event.</summary>
    public EventMessage Event(string name, object? payload) => new(name, converter.Serialize(payload));

    /// <summary>The message that ends an orchestration.</summary>
    public TerminateMessage Termination(object? output, bool isRecursive = false) => new(converter.Serialize(output), isRecursive);

    // The instance knows a start by its execution ID, so it may be sent again.
    private async Task StartAsync(string instanceId, StartMessage message, CancellationToken cancellation)
    {
        using Activity? span = tracing.StartCreation(message.Name, instanceId);
        StartMessage start = message with { TraceParent = EngineTracing.Current };
        MailOutcome outcome = await calls.RepeatAsync(() => grains.GetGrain<IOrchestrationGrain>(instanceId).TellAsync(start), cancellation);
        if (outcome == MailOutcome.AlreadyExists)
        {
            throw new OrchestrationAlreadyExistsException(
                $"An orchestration with the instance ID '{instanceId}' exists already: it is in one of the states {string.Join(", ", start.RefusedIn ?? [])}.");
        }
    }

    private async Task TellUnfinishedAsync(string instanceId, InstanceMessage message, string verb, CancellationToken cancellation)
    {
        if (await TellAsync(instanceId, message, cancellation) == MailOutcome.Finished)
        {
            throw new InvalidOperationException($"The orchestration '{instanceId}' has ended and cannot be {verb}.");
        }
    }


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

    private static Dictionary<string, string>? TagsOf(StartOrchestrationOptions? options)
    {
        Dictionary<string, string>? tags = options?.Tags?.ToDictionary();
        return tags is null || JsonSerializer.Serialize(tags).Length <= MostCharactersInTags
            ? tags
            : throw new ArgumentException($"The tags have more than {MostCharactersInTags} characters when serialized.", nameof(options));
    }
}
