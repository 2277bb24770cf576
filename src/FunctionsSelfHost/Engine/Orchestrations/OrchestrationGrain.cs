using System.Text.Json;
using FunctionsSelfHost.Engine.Activities;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>
/// One orchestration instance: its mailbox and its live execution, which is kept between turns and replayed only after activation.
/// </summary>
/// <remarks>
/// The order of a turn is what makes kill -9 harmless: the events and the messages that they cause are committed in one batch; only then
/// messages are sent and senders are answered. The status row follows, and turns terminal when nobody is owed a message any more.
/// </remarks>
[Reentrant]
internal sealed partial class OrchestrationGrain(EngineServices engine, ILogger<OrchestrationGrain> logger)
    : DurableGrain(engine, logger), IOrchestrationGrain
{
    private OrchestrationExecution? execution;
    private InstanceStatus? status;
    private string? version;
    private int nextOrdinal;
    private string senderId = "";
    private Inbox inbox = null!;
    private Outbox outbox = null!;
    private StatusRow row = null!;
    private readonly List<OutgoingMessage> refusals = [];
    private bool storedOutboxIsEmpty = true;

    /// <inheritdoc/>
    public Task DeliverAsync(Envelope[] messages) => TakeAsync(messages);

    /// <inheritdoc/>
    public async Task<MailOutcome> TellAsync(InstanceMessage message) => (await TakeAsync([Envelope.Once(message)]))[0];

    /// <inheritdoc/>
    public async Task<bool> IsAwaitingAsync(string executionId, int taskId)
    {
        await EnsureLoadedAsync();
        return execution is not null && execution.Started.ExecutionId == executionId && execution.IsOpen(taskId);
    }

    /// <inheritdoc/>
    public async Task<MailOutcome> PurgeAsync()
    {
        await EnsureLoadedAsync();
        if (version is null)
        {
            return MailOutcome.NotFound;
        }

        if (status is not { IsFinished: true } || !outbox.IsEmpty)
        {
            return MailOutcome.AlreadyRunning;
        }

        await Engine.Hub.DeleteAsync(InstanceId, Engine.Stopping);
        Forget();
        return MailOutcome.Taken;
    }

    /// <inheritdoc/>
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        StoredInstance? stored = await Engine.Hub.LoadAsync(InstanceId, cancellationToken);
        DeliveryState delivery = stored?.Delivery ?? DeliveryState.New();
        version = stored?.Version;
        nextOrdinal = stored?.History.Count ?? 0;
        senderId = delivery.SenderId;
        inbox = new Inbox(delivery.Received, Engine.HostStarted);
        outbox = new Outbox(senderId, delivery.NextSequence, Engine.Router, Engine.Time, Logger, Engine.Stopping);
        outbox.Emptied += OnOutboxEmptied;
        row = new StatusRow(Engine.Hub, Engine.Stopping);
        status = null;
        if (stored is not null)
        {
            await RestoreAsync(stored, cancellationToken);
        }
        else
        {
            StayActive(false);
        }
    }

    /// <inheritdoc/>
    protected override async Task TurnAsync(IReadOnlyList<Mail> mails, CancellationToken cancellationToken)
    {
        var events = new List<HistoryEvent>();
        foreach (Mail mail in mails)
        {
            mail.Outcome = Take(mail.Envelope, events);
        }

        if (events.Count > 0)
        {
            await CommitAsync(events, cancellationToken);
        }
        else if (refusals.Count > 0 || mails.Any(m => m.Envelope.Body is OutboxEmptiedMessage))
        {
            outbox.Send(await StoreAsync([], [], cancellationToken));
        }

        foreach (Mail mail in mails)
        {
            mail.Done.TrySetResult(mail.Outcome);
        }
    }

    /// <inheritdoc/>
    protected override async Task UpkeepAsync(CancellationToken cancellationToken)
    {
        await row.RetryAsync();
        StartActivities(execution?.OpenActions ?? [], isRepeat: true);
        if (outbox.IsEmpty && !storedOutboxIsEmpty)
        {
            // a sender may send again only for as long as its receivers are sure to remember
            TakeOwn(new OutboxEmptiedMessage());
        }
    }

    /// <inheritdoc/>
    protected override void Forget()
    {
        base.Forget();
        refusals.Clear();
        execution = null;
    }

    private async Task RestoreAsync(StoredInstance stored, CancellationToken cancellationToken)
    {
        var started = stored.History.OfType<ExecutionStarted>().First();
        status = StatusProjection.Of(stored.History, stored.Status);
        storedOutboxIsEmpty = stored.Delivery.Outbox.Count == 0;
        switch (stored.History.Last(e => e is not OrchestratorCompleted))
        {
            case ContinuedAsNew continued:
                execution = Live(started, stored.History);
                outbox.Send(stored.Delivery.Outbox);
                await ContinueAsync(continued, cancellationToken);
                return;
            case ExecutionCompleted or ExecutionTerminated when stored.Status is { IsFinished: true } row && row.ExecutionId == stored.ExecutionId:
                // the row turned terminal, so everything was acknowledged, be it by another host
                StayActive(false);
                return;
            case ExecutionCompleted or ExecutionTerminated:
                StayActive(true);
                outbox.Send(stored.Delivery.Outbox);
                break;
            default:
                StayActive(true);
                execution = Live(started, stored.History);
                status = status with { CustomStatus = execution.CustomStatus ?? status.CustomStatus };
                outbox.Send(stored.Delivery.Outbox);
                StartActivities(execution.OpenActions, isRepeat: true);
                StartTimers(execution.OpenActions);
                if (stored.History[^1] is not OrchestratorCompleted)
                {
                    await CommitAsync([], cancellationToken);
                }

                break;
        }

        await ShowStatusAsync();
    }

    private OrchestrationExecution Live(ExecutionStarted started, IReadOnlyList<HistoryEvent> history)
    {
        OrchestrationExecution live = NewExecution(started);
        live.Replay(history);
        return live;
    }

    private OrchestrationExecution NewExecution(ExecutionStarted started) =>
        new(started, Engine.Functions.Orchestrator(started.Name), new ExecutionServices(Engine.Converter, Engine.Loggers));

    private MailOutcome Take(Envelope envelope, List<HistoryEvent> events)
    {
        if (!inbox.TryAccept(envelope, UtcNow))
        {
            return MailOutcome.Taken;
        }

        if (envelope.Body is StartMessage start)
        {
            return TakeStart(start, events);
        }

        if (version is null && events.Count == 0)
        {
            return MailOutcome.NotFound;
        }

        if (execution is null or { IsTerminated: true })
        {
            return MailOutcome.Finished;
        }

        if (ToEvent(envelope.Body) is { } e)
        {
            Apply(e, events);
        }

        return MailOutcome.Taken;
    }

    private MailOutcome TakeStart(StartMessage start, List<HistoryEvent> events)
    {
        if (status is not null && status.ExecutionId == start.ExecutionId)
        {
            return MailOutcome.Taken;
        }

        if (execution is not null || events.Count > 0)
        {
            RefuseStart(start);
            return MailOutcome.AlreadyRunning;
        }

        nextOrdinal = 0;
        Begin(
            new ExecutionStarted(
                UtcNow, InstanceId, start.ExecutionId, start.Name, start.Version, start.Input, start.Parent, start.Tags,
                start.ScheduledStartTime, status is null ? 0 : status.Generation + 1, null),
            events);
        return MailOutcome.Taken;
    }

    // A parent would wait for ever for a sub-orchestration that another one has started under the same ID.
    private void RefuseStart(StartMessage start)
    {
        LogStartRefused(Logger, InstanceId, start.Name);
        if (start.Parent is { } parent)
        {
            var failure = new TaskFailureDetails(
                typeof(InvalidOperationException).FullName!, $"An orchestration with the instance ID '{InstanceId}' is running already.", null, null, null);
            refusals.Add(ParentResult(parent, null, failure));
        }
    }

    private void Begin(ExecutionStarted started, List<HistoryEvent> events)
    {
        execution = NewExecution(started);
        Apply(started, events);
    }

    private void Apply(HistoryEvent e, List<HistoryEvent> events)
    {
        if (events.Count == 0)
        {
            var turn = new OrchestratorStarted(UtcNow);
            events.Add(turn);
            execution!.Apply(turn);
        }

        events.Add(e);
        execution!.Apply(e);
    }

    private HistoryEvent? ToEvent(InstanceMessage message)
    {
        DateTime now = UtcNow;
        string executionId = execution!.Started.ExecutionId;
        return message switch
        {
            ActivityResultMessage m when m.ExecutionId == executionId && execution.IsOpen(m.TaskId) =>
                m.Failure is null ? new TaskCompleted(now, m.TaskId, m.Result) : new TaskFailed(now, m.TaskId, Failure(m.Failure)),
            SubOrchestrationResultMessage m when m.ExecutionId == executionId && execution.IsOpen(m.TaskId) =>
                m.Failure is null
                    ? new SubOrchestrationCompleted(now, m.TaskId, m.Result)
                    : new SubOrchestrationFailed(now, m.TaskId, Failure(m.Failure)),
            TimerDueMessage m when m.ExecutionId == executionId && execution.IsOpen(m.TimerId) => new TimerFired(now, m.TimerId, m.FireAt),
            StartDueMessage m when m.ExecutionId == executionId && execution.IsWaitingForStart => new OrchestratorStarted(now),
            EventMessage m => new EventRaised(now, m.Name, m.Input),
            TerminateMessage m => new ExecutionTerminated(now, m.Output),
            SuspendMessage m when !execution.IsSuspended => new ExecutionSuspended(now, m.Reason),
            ResumeMessage m when execution.IsSuspended => new ExecutionResumed(now, m.Reason),
            _ => null,
        };
    }

    private async Task CommitAsync(List<HistoryEvent> events, CancellationToken cancellationToken)
    {
        OrchestrationExecution acted = execution!;
        TurnResult result = acted.EndTurn();
        events.AddRange(result.Events);
        events.Add(new OrchestratorCompleted(UtcNow));
        bool isFirst = nextOrdinal == 0;
        InstanceStatus before = status ?? StatusProjection.Empty(InstanceId);
        status = StatusProjection.After(before, events);
        status = status with { CustomStatus = acted.CustomStatus ?? status.CustomStatus };
        IReadOnlyList<OutgoingEnvelope> outgoing =
            await StoreAsync(events, [.. result.Messages, .. OwedToParent(acted.Started.Parent, events)], cancellationToken);

        StayActive(true);
        if (status.IsFinished)
        {
            execution = null;
            StopTimers();
        }

        outbox.Send(outgoing);
        StartActivities(result.Events, isRepeat: false);
        StartTimers(result.Events);
        if (isFirst)
        {
            // a start is acknowledged only when a start-up would find the instance
            await row.SaveAsync(VisibleStatus());
        }

        if (result.Events is [.., ContinuedAsNew continued])
        {
            await ContinueAsync(continued, cancellationToken);
        }
        else if (isFirst ? status.IsFinished : status with { LastUpdatedTime = before.LastUpdatedTime } != before)
        {
            ShowStatusAsync().Ignore();
        }
    }

    // The one place where the history grows. Afterwards, and only then, the returned messages may be sent.
    private async Task<IReadOnlyList<OutgoingEnvelope>> StoreAsync(
        List<HistoryEvent> events, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        IReadOnlyList<OutgoingEnvelope> outgoing = outbox.Address([.. messages, .. refusals]);
        refusals.Clear();
        var delivery = new DeliveryState(senderId, outbox.NextSequence, outbox.With(outgoing), inbox.Snapshot(UtcNow));
        version = await Engine.Hub.CommitAsync(
            new TurnCommit(InstanceId, status!.ExecutionId, version, nextOrdinal, events, delivery), cancellationToken);
        nextOrdinal += events.Count;
        storedOutboxIsEmpty = delivery.Outbox.Count == 0;
        return outgoing;
    }

    private async Task ContinueAsync(ContinuedAsNew continued, CancellationToken cancellationToken)
    {
        ExecutionStarted before = execution!.Started;
        IReadOnlyList<CarriedEvent>? carried = continued.PreserveUnprocessedEvents ? execution.Events.Unprocessed : null;
        StopTimers();
        nextOrdinal = 0;
        var events = new List<HistoryEvent>();
        Begin(
            before with
            {
                Timestamp = UtcNow,
                ExecutionId = Guid.NewGuid().ToString("N"),
                Version = continued.NewVersion ?? before.Version,
                Input = continued.NewInput,
                ScheduledStartTime = null,
                Carried = carried,
            },
            events);
        await CommitAsync(events, cancellationToken);
    }

    private IEnumerable<OutgoingMessage> OwedToParent(ParentLink? parent, List<HistoryEvent> events) =>
        parent is null ? [] : events.Select(e => e switch
        {
            ExecutionCompleted completed => ParentResult(parent, completed.Result, completed.Failure),
            ExecutionTerminated => ParentResult(parent, null, new TaskFailureDetails(
                "OrchestrationTerminated", $"The orchestration '{InstanceId}' was terminated.", null, null, null)),
            _ => null,
        }).OfType<OutgoingMessage>();

    private static OutgoingMessage ParentResult(ParentLink parent, string? result, TaskFailureDetails? failure) => new(
        parent.InstanceId,
        new SubOrchestrationResultMessage(parent.ExecutionId, parent.TaskId, result, failure is null ? null : JsonSerializer.Serialize(failure)));

    private static TaskFailureDetails Failure(string json) => JsonSerializer.Deserialize<TaskFailureDetails>(json)!;

    private void StartActivities(IEnumerable<HistoryEvent> actions, bool isRepeat)
    {
        foreach (TaskScheduled activity in actions.OfType<TaskScheduled>())
        {
            string executionId = status!.ExecutionId;
            GrainFactory.GetGrain<IActivityGrain>($"{InstanceId}|{executionId}|{activity.EventId}")
                .StartAsync(new ActivityInvocation(InstanceId, executionId, activity.EventId, activity.Name, activity.Input, isRepeat))
                .Ignore();
        }
    }

    private void StartTimers(IEnumerable<HistoryEvent> actions)
    {
        string executionId = status!.ExecutionId;
        if (execution is { IsWaitingForStart: true, Started.ScheduledStartTime: { } startTime })
        {
            TakeAt(startTime, new StartDueMessage(executionId));
        }

        foreach (TimerCreated timer in actions.OfType<TimerCreated>())
        {
            TakeAt(timer.FireAt, new TimerDueMessage(executionId, timer.EventId, timer.FireAt));
        }
    }

    // Nobody may see an end before what the end owes to others has arrived.
    private InstanceStatus VisibleStatus() => outbox.IsEmpty ? status! : StatusProjection.NotYetFinished(status!);

    private async Task ShowStatusAsync()
    {
        await row.SaveAsync(VisibleStatus());
        if (status!.IsFinished && outbox.IsEmpty)
        {
            StayActive(false);
        }
    }

    private void OnOutboxEmptied()
    {
        if (status is { IsFinished: true })
        {
            ShowStatusAsync().Ignore();
        }
    }

    [LoggerMessage(LogLevel.Information, "A start of {Orchestrator} as {InstanceId} was refused: the instance is running")]
    private static partial void LogStartRefused(ILogger logger, string instanceId, string orchestrator);
}
