using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using FunctionsSelfHost.Engine.Entities;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>How an orchestrator talks to entities: requests are sent events, answers are events named by the request's ID.</summary>
internal sealed class ReplayedEntityFeature(ReplayedOrchestrationContext context, OrchestrationExecution execution) : TaskOrchestrationEntityFeature
{
    private const string RequestEvent = "op";
    private const string ReleaseEvent = "release";

    private readonly HashSet<EntityInstanceId> called = [];
    private CriticalSection? section;

    /// <summary>True when the event gave up a lock.</summary>
    public static bool IsRelease(EventSent sent) => sent.Name == ReleaseEvent && sent.InstanceId.StartsWith('@');

    /// <inheritdoc/>
    public override async Task<TResult> CallEntityAsync<TResult>(
        EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null)
    {
        EnterCall(id);
        try
        {
            EntityResponse response = await RequestAsync(id, operationName, input);
            return response.Failure is { } failure
                ? throw new EntityOperationFailedException(id, operationName, failure)
                : execution.Services.Converter.Deserialize<TResult>(response.Result)!;
        }
        finally
        {
            called.Remove(id);
        }
    }

    /// <inheritdoc/>
    public override Task CallEntityAsync(EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) =>
        CallEntityAsync<object>(id, operationName, input, options);

    /// <inheritdoc/>
    public override Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
    {
        if (section?.Entities.Contains(id) == true)
        {
            throw new InvalidOperationException($"The locked entity {id} may not be signalled: call it.");
        }

        Send(id, Request(context.NewGuid(), operationName, input) with { IsSignal = true, DueTime = options?.SignalTime?.UtcDateTime });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds)
    {
        if (section is not null)
        {
            throw new InvalidOperationException("Entities are locked already: critical sections may not be nested.");
        }

        // one order for everybody: then no two orchestrations can wait for each other
        string[] ids = [.. entityIds.Select(e => e.ToString()).Distinct().Order(StringComparer.Ordinal)];
        if (ids.Length == 0)
        {
            throw new ArgumentException("Name at least one entity to lock.", nameof(entityIds));
        }

        EntityInstanceId first = EntityInstanceId.FromString(ids[0]);
        string requestId = context.NewGuid().ToString("D");
        Task<JsonElement> granted = execution.WaitForEvent<JsonElement>(requestId, CancellationToken.None);
        Send(first, new EntityRequest(requestId, "", null, false, context.InstanceId, execution.Started.ExecutionId, null, ids, 0));
        section = new CriticalSection(this, requestId, [.. ids.Select(EntityInstanceId.FromString)]);
        execution.ReleaseLocks = section.Release;
        await granted;
        section.IsGranted = true;
        return new LockRelease(section);
    }

    /// <inheritdoc/>
    public override bool InCriticalSection([NotNullWhen(true)] out IReadOnlyList<EntityInstanceId>? entityIds)
    {
        entityIds = section is { IsGranted: true } ? section.Entities : null;
        return entityIds is not null;
    }

    private void EnterCall(EntityInstanceId id)
    {
        if (section is null)
        {
            return;
        }

        if (!section.Entities.Contains(id))
        {
            throw new InvalidOperationException($"The entity {id} is not locked: in a critical section only locked entities may be called.");
        }

        if (!called.Add(id))
        {
            throw new InvalidOperationException($"The entity {id} is being called: in a critical section a locked entity takes one call at a time.");
        }
    }

    private async Task<EntityResponse> RequestAsync(EntityInstanceId id, string operation, object? input)
    {
        Guid requestId = context.NewGuid();
        Task<EntityResponse> response = execution.WaitForEvent<EntityResponse>(requestId.ToString("D"), CancellationToken.None);
        Send(id, Request(requestId, operation, input));
        return await response;
    }

    private EntityRequest Request(Guid requestId, string operation, object? input) => new(
        requestId.ToString("D"),
        operation,
        input is null ? null : execution.Services.Converter.Serialize(input),
        false,
        context.InstanceId,
        execution.Started.ExecutionId,
        null,
        null,
        0)
    {
        TraceParent = execution.Started.TraceParent,
    };

    private void Send(EntityInstanceId id, EntityRequest request)
    {
        string instanceId = id.ToString();
        InstanceIds.ThrowIfTooLong(instanceId);
        execution.Act(n => (
            new EventSent(n, execution.Now, instanceId, EventName(request), JsonSerializer.Serialize(request)),
            new OutgoingMessage(instanceId, request)));
    }

    // the official name of a delayed signal carries its time
    private static string EventName(EntityRequest request) => request.DueTime is { } due
        ? string.Create(CultureInfo.InvariantCulture, $"{RequestEvent}@{due:o}")
        : RequestEvent;

    private void SendRelease(EntityInstanceId id, EntityRelease release) => execution.Act(n => (
        new EventSent(n, execution.Now, id.ToString(), ReleaseEvent, JsonSerializer.Serialize(release)),
        new OutgoingMessage(id.ToString(), release)));

    /// <summary>What the code is handed: disposing it releases the locks.</summary>
    private sealed class LockRelease(CriticalSection section) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            section.Release();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Holds the locks until it is released, at the latest when the orchestration ends.</summary>
    private sealed class CriticalSection(ReplayedEntityFeature feature, string requestId, IReadOnlyList<EntityInstanceId> entities)
    {
        private bool released;

        public IReadOnlyList<EntityInstanceId> Entities { get; } = entities;

        public bool IsGranted { get; set; }

        public void Release()
        {
            if (released)
            {
                return;
            }

            released = true;
            feature.section = null;
            foreach (EntityInstanceId entity in Entities)
            {
                feature.SendRelease(entity, new EntityRelease(requestId));
            }
        }
    }
}
