using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Engine.Telemetry;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace FunctionsSelfHost.Engine.Entities;

/// <summary>
/// One entity: its operations run one after another, each turn's in one batch. An operation that throws changes nothing; its caller gets
/// the failure.
/// </summary>
/// <remarks>As in the official layout every turn is a new execution, whose input is the entity's state.</remarks>
[Reentrant]
internal sealed partial class EntityGrain(EngineServices engine, ILogger<EntityGrain> logger) : DurableGrain(engine, engine.EntityTurns, logger), IEntityGrain
{
    private static readonly JsonSerializerOptions StateFormat = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    private EntityInstanceId id;
    private EntityState state = EntityState.None;
    private string? version;
    private string executionId = "";
    private DateTime lastTurn;
    private bool rowShowsPendingWork;
    private Delivery delivery = null!;
    private StatusRow row = null!;

    /// <inheritdoc/>
    protected override InstanceKind Kind => InstanceKind.Entity;

    /// <inheritdoc/>
    public Task DeliverAsync(Envelope[] messages) => TakeAsync(messages);

    /// <inheritdoc/>
    public async Task<bool> PurgeAsync(bool onlyIfEmpty) =>
        (await TakeAsync([Envelope.Once(new PurgeMessage(null, onlyIfEmpty))]))[0] == MailOutcome.Taken;

    /// <inheritdoc/>
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        id = EntityInstanceId.FromString(InstanceId);
        StoredInstance? stored = await Engine.Hub.LoadAsync(InstanceId, cancellationToken);
        delivery = new Delivery(stored, Engine, Logger);
        version = stored?.Version;
        row = new StatusRow(Engine.Hub, Engine.Stopping);
        state = EntityState.None;
        if (stored is null)
        {
            StayActive(false);
            return;
        }

        ExecutionStarted started = stored.History.OfType<ExecutionStarted>().First();
        state = JsonSerializer.Deserialize<EntityState>(started.Input!)!;
        executionId = started.ExecutionId;
        lastTurn = started.Timestamp;
        delivery.SendLoaded();
        StartTimers(state.Delayed ?? []);
        StayActive(HasPendingWork);
        if (HasPendingWork)
        {
            await row.SaveAsync(Status());
        }

        rowShowsPendingWork = HasPendingWork;
    }

    /// <inheritdoc/>
    protected override async Task TurnAsync(IReadOnlyList<Mail> mails, CancellationToken cancellationToken)
    {
        if (mails is [{ Envelope.Body: PurgeMessage purge } mail])
        {
            mail.Done.TrySetResult(purge.OnlyIfEmpty && !IsEmpty ? MailOutcome.StillRunning : await DeleteAsync(cancellationToken));
            return;
        }

        var messages = new List<OutgoingMessage>();
        var delayed = new List<EntityRequest>();
        bool changed = delivery.IsToBeNoted;
        foreach (Mail message in mails)
        {
            if (delivery.TryAccept(message.Envelope, UtcNow))
            {
                changed |= await TakeAsync(message.Envelope.Body, messages, delayed, cancellationToken);
            }
        }

        if (changed)
        {
            await CommitAsync(messages, cancellationToken);
            StartTimers(delayed);
        }

        foreach (Mail message in mails)
        {
            message.Done.TrySetResult(message.Outcome);
        }
    }

    /// <inheritdoc/>
    protected override async Task UpkeepAsync(CancellationToken cancellationToken)
    {
        await row.RetryAsync();
        if (delivery.IsToBeNoted)
        {
            TakeOwn(new GoOnMessage());
        }
    }

    private bool IsEmpty => state is { State: null, Queue: null, LockedBy: null } && !HasPendingWork;

    private bool HasPendingWork => !delivery.IsEmpty || !delivery.IsStoredEmpty || state.Delayed is { Count: > 0 };

    private async Task<bool> TakeAsync(
        InstanceMessage message, List<OutgoingMessage> messages, List<EntityRequest> delayed, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case EntityRequest { DueTime: { } due } request when due > UtcNow:
                state = state with { Delayed = [.. state.Delayed ?? [], request] };
                delayed.Add(request);
                return true;
            case SignalDueMessage due when state.Delayed?.FirstOrDefault(d => d.RequestId == due.RequestId) is { } request:
                state = state with { Delayed = OrNull(state.Delayed.Where(d => d != request)) };
                await HandleAsync(request, messages, cancellationToken);
                return true;
            case EntityRequest request:
                await HandleAsync(request, messages, cancellationToken);
                return true;
            case EntityRelease release when release.LockRequestId == state.LockRequestId:
                await ReleaseAsync(messages, cancellationToken);
                return true;
            default:
                return false;
        }
    }

    private async Task HandleAsync(EntityRequest request, List<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        if (state.LockedBy is not null && state.LockedBy != request.CallerInstanceId)
        {
            state = state with { Queue = [.. state.Queue ?? [], request] };
        }
        else if (request.LockSet is not null)
        {
            Lock(request, messages);
        }
        else
        {
            await OperateAsync(request, messages, cancellationToken);
        }
    }

    // The request goes from entity to entity in the global order; the last one tells the orchestration.
    private void Lock(EntityRequest request, List<OutgoingMessage> messages)
    {
        state = state with { LockedBy = request.CallerInstanceId, LockRequestId = request.RequestId };
        int next = request.LockPosition + 1;
        messages.Add(next < request.LockSet!.Count
            ? new OutgoingMessage(request.LockSet[next], request with { LockPosition = next })
            : Answer(request, new EntityResponse(null, null)));
    }

    private async Task ReleaseAsync(List<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        IReadOnlyList<EntityRequest> waiting = state.Queue ?? [];
        state = state with { LockedBy = null, LockRequestId = null, Queue = null };
        foreach (EntityRequest request in waiting)
        {
            await HandleAsync(request, messages, cancellationToken);
        }
    }

    private async Task OperateAsync(EntityRequest request, List<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        var operation = new EntityOperation(id, request, state.State, Engine.Converter);
        EntityResponse response;
        try
        {
            // off the grain's scheduler: the user's code may do what it likes
            object? result = await Task.Run(() => RunAsync(operation, request, cancellationToken), cancellationToken);
            response = new EntityResponse(result is null ? null : Engine.Converter.Serialize(result), null);
            state = state with { State = operation.NewState };
            messages.AddRange(operation.Messages);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(Logger, e, request.Operation, InstanceId);
            response = new EntityResponse(null, FailureOf(e));
        }

        if (!request.IsSignal)
        {
            messages.Add(Answer(request, response));
        }
    }

    private async Task<object?> RunAsync(EntityOperation operation, EntityRequest request, CancellationToken cancellationToken)
    {
        using Activity? span = Engine.Tracing.StartOperation(id, request);
        try
        {
            return await Engine.Functions.RunEntityAsync(id.Name, operation, cancellationToken);
        }
        catch (Exception e)
        {
            EngineTracing.Fail(span, e);
            throw;
        }
    }

    // the official type of this failure is not a .NET type
    private static TaskFailureDetails FailureOf(Exception e) => e is EntityFunctionNotFoundException
        ? new TaskFailureDetails("EntityFunctionNotFound", e.Message, null, null, null)
        : TaskFailureDetails.FromException(e);

    private static OutgoingMessage Answer(EntityRequest request, EntityResponse response) =>
        new(request.CallerInstanceId!, new EventMessage(request.RequestId, JsonSerializer.Serialize(response), request.CallerExecutionId));

    private async Task CommitAsync(List<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        DateTime now = UtcNow;
        state = state with { Created = state.Created ?? now };
        executionId = Guid.NewGuid().ToString("N");
        lastTurn = now;
        PreparedDelivery prepared = delivery.Prepare(messages, now);
        HistoryEvent[] events =
        [
            new OrchestratorStarted(now),
            new ExecutionStarted(now, InstanceId, executionId, InstanceId, "", JsonSerializer.Serialize(state, StateFormat), null, null, null, 0, null),
            new OrchestratorCompleted(now),
        ];
        version = await Engine.Hub.CommitAsync(new TurnCommit(InstanceId, executionId, version, 0, events, prepared.State), cancellationToken);
        Engine.Metrics.Committed(Kind);

        delivery.Send(prepared);
        StayActive(HasPendingWork);
        Task saved = row.SaveAsync(Status());
        if (HasPendingWork && !rowShowsPendingWork)
        {
            // whoever is owed something must be found again at the next start-up, so the row is part of the promise
            await saved;
        }
        else
        {
            saved.Ignore();
        }

        rowShowsPendingWork = HasPendingWork;
    }

    private InstanceStatus Status() => new(
        InstanceId,
        InstanceId,
        "",
        executionId,
        OrchestrationRuntimeStatus.Running,
        lastTurn,
        lastTurn,
        null,
        null,
        JsonSerializer.Serialize(state, StateFormat),
        null,
        JsonSerializer.Serialize(new EntityRowStatus(state.State is not null, state.Queue?.Count ?? 0, state.LockedBy), StateFormat),
        0,
        null,
        HasPendingWork);

    private async Task<MailOutcome> DeleteAsync(CancellationToken cancellationToken)
    {
        bool existed = await Engine.Hub.DeleteAsync(InstanceId, version, cancellationToken);
        Forget();
        return existed ? MailOutcome.Taken : MailOutcome.NotFound;
    }

    private void StartTimers(IEnumerable<EntityRequest> signals)
    {
        foreach (EntityRequest signal in signals)
        {
            TakeAt(signal.DueTime!.Value, new SignalDueMessage(signal.RequestId));
        }
    }

    private static List<EntityRequest>? OrNull(IEnumerable<EntityRequest> requests) => requests.ToList() is { Count: > 0 } list ? list : null;

    [LoggerMessage(4031, LogLevel.Warning, "The operation {Operation} of {Entity} failed; its effects are undone")]
    private static partial void LogFailed(ILogger logger, Exception exception, string operation, string entity);
}
