using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Engine.Telemetry;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>
/// One orchestration instance: its live execution, which is kept between turns and replayed only after activation.
/// </summary>
/// <remarks>
/// The order of a turn is what makes kill -9 harmless: the events and the messages that they cause are committed in one batch; only then
/// messages are sent and senders are answered. The status row follows, and turns terminal when nobody is owed a message any more.
/// </remarks>
[Reentrant]
internal sealed partial class OrchestrationGrain(EngineServices engine, ILogger<OrchestrationGrain> logger)
    : DurableGrain(engine, engine.OrchestratorTurns, logger), IOrchestrationGrain
{
    private OrchestrationExecution? execution;
    private OrchestrationTurn? turn;
    private ExecutionStarted? next;
    private InstanceStatus? status;
    private string? parentOfLast;
    private string? version;
    private int nextOrdinal;
    private Delivery delivery = null!;
    private StatusRow row = null!;
    private OrchestrationWork? work;
    private readonly List<OutgoingMessage> refusals = [];

    /// <inheritdoc/>
    protected override InstanceKind Kind => InstanceKind.Orchestration;

    private OrchestrationWork Work => work ??= new OrchestrationWork(GrainFactory, TakeAt);

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
    public Task<MailOutcome> PurgeAsync(string? parentId) => TellAsync(new PurgeMessage(parentId));

    /// <inheritdoc/>
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        StoredInstance? stored = await Engine.Hub.LoadAsync(InstanceId, cancellationToken);
        delivery = new Delivery(stored, Engine, Logger);
        delivery.Emptied += OnDeliveryEmptied;
        row = new StatusRow(Engine.Hub, Engine.Stopping);
        version = stored?.Version;
        nextOrdinal = stored?.History.Count ?? 0;
        status = null;
        if (stored is not null)
        {
            await RestoreAsync(stored);
        }
        else
        {
            StayActive(false);
        }
    }

    /// <inheritdoc/>
    protected override async Task TurnAsync(IReadOnlyList<Mail> mails, CancellationToken cancellationToken)
    {
        if (mails is [{ Envelope.Body: PurgeMessage purge } mail])
        {
            mail.Done.TrySetResult(await DeleteAsync(purge.ParentId, cancellationToken));
            return;
        }

        if (mails is [{ Envelope.Body: RewindMessage rewind } command] && status is { RuntimeStatus: OrchestrationRuntimeStatus.Failed })
        {
            command.Done.TrySetResult(await RewindAsync(command.Envelope, rewind, cancellationToken));
            return;
        }

        if (next is not null)
        {
            Begin(next);
        }

        foreach (Mail message in mails)
        {
            await TakeAsync(message, cancellationToken);
        }

        if (turn is not null)
        {
            await CommitAsync(turn, cancellationToken);
        }
        else if (refusals.Count > 0 || delivery.IsToBeNoted)
        {
            delivery.Send(await StoreAsync(status!.ExecutionId, [], [], cancellationToken));
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
        if (status is { IsFinished: true } && delivery.IsEmpty)
        {
            // its last row could not be written before
            StayActive(false);
        }

        if (execution is not null)
        {
            Work.StartActivities(execution.Started, execution.OpenActions, isRepeat: true);
        }

        if (delivery.IsToBeNoted || next is not null)
        {
            TakeOwn(new GoOnMessage());
        }
    }

    /// <inheritdoc/>
    protected override void Forget()
    {
        base.Forget();
        refusals.Clear();
        execution = null;
        turn = null;
        next = null;
    }

    private async Task RestoreAsync(StoredInstance stored)
    {
        var started = stored.History.OfType<ExecutionStarted>().First();
        parentOfLast = started.Parent?.InstanceId;
        status = StatusProjection.Of(stored.History, stored.Status);
        HistoryEvent last = stored.History.Last(e => e is not OrchestratorCompleted);
        if (last is ExecutionCompleted or ExecutionTerminated && stored.Status is { IsFinished: true } shown && shown.ExecutionId == stored.ExecutionId)
        {
            // the row turned terminal, so everything was acknowledged, be it by another host
            StayActive(false);
            return;
        }

        StayActive(true);
        delivery.SendLoaded();
        if (last is not (ExecutionCompleted or ExecutionTerminated))
        {
            Resume(started, stored.History);
        }

        await ShowStatusAsync();
    }

    private void Resume(ExecutionStarted started, IReadOnlyList<HistoryEvent> history)
    {
        OrchestrationExecution live = NewExecution(started);
        live.Replay(RewoundHistory.Of(history));
        Engine.Metrics.Replayed();
        status = status! with { CustomStatus = live.CustomStatus ?? status.CustomStatus };
        if (history.OfType<ContinuedAsNew>().SingleOrDefault() is { } continued)
        {
            Continue(live, continued);
            return;
        }

        execution = live;
        Work.StartActivities(started, live.OpenActions, isRepeat: true);
        Work.StartTimers(live, live.OpenActions);
        if (history[^1] is not OrchestratorCompleted)
        {
            turn = new OrchestrationTurn(live, Engine.Time);
            TakeOwn(new GoOnMessage());
        }
    }

    private OrchestrationExecution NewExecution(ExecutionStarted started) =>
        new(started, Engine.Functions.Orchestrator(started.Name), new ExecutionServices(Engine.Converter, Engine.Loggers));

    private async Task TakeAsync(Mail mail, CancellationToken cancellationToken)
    {
        if (!delivery.TryAccept(mail.Envelope, UtcNow))
        {
            return;
        }

        if (mail.Envelope.Body is RewindMessage rewind)
        {
            mail.Outcome = TakeRewindOfUnfailed(rewind);
            return;
        }

        if (mail.Envelope.Body is not StartMessage start)
        {
            mail.Outcome = Take(mail.Envelope.Body);
            return;
        }

        if (execution is not null && start.ExecutionId != execution.Started.ExecutionId && !start.IsRefusedIn(status?.RuntimeStatus ?? OrchestrationRuntimeStatus.Running))
        {
            // the instance before must have ended for good before another one takes its rows
            Take(new TerminateMessage(null));
            await CommitAsync(turn!, cancellationToken);
        }

        mail.Outcome = TakeStart(start);
    }

    private MailOutcome Take(InstanceMessage message)
    {
        if (execution is null)
        {
            return version is null ? MailOutcome.NotFound : MailOutcome.Finished;
        }

        OrchestrationTurn current = turn ?? new OrchestrationTurn(execution, Engine.Time);
        MailOutcome outcome = current.TryTake(message) ? MailOutcome.Taken : MailOutcome.Finished;
        turn = current.IsEmpty ? turn : current;
        return outcome;
    }

    private MailOutcome TakeStart(StartMessage start)
    {
        if ((execution?.Started.ExecutionId ?? status?.ExecutionId) == start.ExecutionId)
        {
            return MailOutcome.Taken;
        }

        if (execution is not null || (status is not null && start.IsRefusedIn(status.RuntimeStatus)))
        {
            LogStartRefused(Logger, InstanceId, start.Name);
            if (start.Parent is { } parent)
            {
                refusals.Add(ParentReport.OfRefusal(parent, InstanceId));
            }

            return MailOutcome.AlreadyExists;
        }

        Begin(new ExecutionStarted(
            UtcNow, InstanceId, start.ExecutionId, start.Name, start.Version, start.Input, start.Parent, start.Tags,
            start.ScheduledStartTime, status is null ? 0 : status.Generation + 1, null)
        {
            TraceParent = start.TraceParent,
        });
        return MailOutcome.Taken;
    }

    private void Begin(ExecutionStarted started)
    {
        next = null;
        nextOrdinal = 0;
        parentOfLast = started.Parent?.InstanceId;
        execution = NewExecution(started with { Timestamp = UtcNow });
        turn = new OrchestrationTurn(execution, Engine.Time);
        turn.Begin();
    }

    private async Task CommitAsync(OrchestrationTurn ended, CancellationToken cancellationToken)
    {
        turn = null;
        OrchestrationExecution acted = ended.Execution;
        TurnResult result = ended.End();
        bool isFirst = nextOrdinal == 0;
        InstanceStatus before = status ?? StatusProjection.Empty(InstanceId);
        InstanceStatus after = StatusProjection.After(before, result.Events);
        PreparedDelivery committed = await StoreAsync(
            after.ExecutionId, result.Events, [.. result.Messages, .. ParentReport.Of(acted.Started, result.Events)], cancellationToken);

        // not before: when an earlier message is acknowledged meanwhile, nothing may take the end for one that owes nobody anything
        status = after with { CustomStatus = acted.CustomStatus ?? after.CustomStatus };
        Engine.Tracing.End(acted.Started, result.Events);
        StayActive(true);
        if (status.IsFinished)
        {
            execution = null;
            Timers.Stop();
        }
        else
        {
            Work.StartTimers(acted, result.Events);
        }

        delivery.Send(committed);
        Work.StartActivities(acted.Started, result.Events, isRepeat: false);
        if (result.Events.OfType<ContinuedAsNew>().SingleOrDefault() is { } continued)
        {
            Continue(acted, continued);
        }

        await ShowAsync(before, isFirst);
    }

    private async Task ShowAsync(InstanceStatus before, bool isFirst)
    {
        if (isFirst)
        {
            // a start is acknowledged only when a start-up would find the instance
            await row.SaveAsync(VisibleStatus());
        }

        if (isFirst ? status!.IsFinished : status! with { LastUpdatedTime = before.LastUpdatedTime } != before)
        {
            ShowStatusAsync().Ignore();
        }
    }

    // The one place where the history grows. Afterwards, and only then, what was prepared may be sent.
    private async Task<PreparedDelivery> StoreAsync(
        string executionId, IReadOnlyList<HistoryEvent> events, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        PreparedDelivery prepared = delivery.Prepare([.. messages, .. refusals], UtcNow);
        refusals.Clear();
        version = await Engine.Hub.CommitAsync(
            new TurnCommit(InstanceId, executionId, version, nextOrdinal, events, prepared.State), cancellationToken);
        Engine.Metrics.Committed(Kind);
        nextOrdinal += events.Count;
        return prepared;
    }

    // The next execution begins with a turn of its own, so that whatever has arrived meanwhile gets its say.
    private void Continue(OrchestrationExecution ended, ContinuedAsNew continued)
    {
        Timers.Stop();
        execution = null;
        next = ended.Started with
        {
            ExecutionId = Guid.NewGuid().ToString("N"),
            Version = continued.NewVersion ?? ended.Started.Version,
            Input = continued.NewInput,
            ScheduledStartTime = null,
            Carried = continued.PreserveUnprocessedEvents ? ended.Events.Unprocessed : null,
        };
        TakeOwn(new GoOnMessage());
    }

    private async Task<MailOutcome> DeleteAsync(string? parentId, CancellationToken cancellationToken)
    {
        if (version is null)
        {
            // a deletion that was cut short may have left the row
            return parentId is null && await Engine.Hub.DeleteAsync(InstanceId, null, cancellationToken) ? MailOutcome.Taken : MailOutcome.NotFound;
        }

        if (status is not { IsFinished: true } || !delivery.IsEmpty)
        {
            return MailOutcome.StillRunning;
        }

        if (parentId is not null && parentId != parentOfLast)
        {
            return MailOutcome.NotFound;
        }

        await Engine.Hub.DeleteAsync(InstanceId, version, cancellationToken);
        Forget();
        return MailOutcome.Taken;
    }

    // Nobody may see an end before what the end owes to others has arrived.
    private InstanceStatus VisibleStatus() => delivery.IsEmpty ? status! : StatusProjection.NotYetFinished(status!);

    private async Task ShowStatusAsync()
    {
        await row.SaveAsync(VisibleStatus());
        if (status is { IsFinished: true } && delivery.IsEmpty)
        {
            StayActive(false);
        }
    }

    private void OnDeliveryEmptied()
    {
        if (status is { IsFinished: true })
        {
            ShowStatusAsync().Ignore();
        }
    }

    [LoggerMessage(4011, LogLevel.Information, "A start of {Orchestrator} as {InstanceId} was refused: there is an instance of that ID")]
    private static partial void LogStartRefused(ILogger logger, string instanceId, string orchestrator);
}
