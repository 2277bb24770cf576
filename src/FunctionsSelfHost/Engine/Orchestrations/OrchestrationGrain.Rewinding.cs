using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Storage;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <content>How a failed instance is rewound.</content>
internal sealed partial class OrchestrationGrain
{
    // Nothing that was written is changed: an event is added that says what of it does not count any more, and the instance is loaded anew.
    private async Task<MailOutcome> RewindAsync(Envelope envelope, RewindMessage command, CancellationToken cancellationToken)
    {
        if (!delivery.TryAccept(envelope, UtcNow))
        {
            return MailOutcome.Taken;
        }

        StoredInstance stored = (await Engine.Hub.LoadAsync(InstanceId, cancellationToken))!;
        IReadOnlyList<HistoryEvent> past = RewoundHistory.Of(stored.History);
        var rewind = new Rewind(past, Replays);
        ExecutionRewound plan = rewind.Plan(UtcNow, command.Reason);
        if (rewind.LosesLocks(plan))
        {
            ReportAgain(command);
            delivery.Send(await StoreAsync(status!.ExecutionId, [], [], cancellationToken));
            return MailOutcome.HeldLocks;
        }

        // first, so that upkeep or a start-up finds the instance, wherever this is cut short
        StayActive(true);
        await row.SaveAsync(StatusProjection.After(status!, [plan]));
        await StoreAsync(status!.ExecutionId, [plan], [.. rewind.Messages(plan)], cancellationToken);
        Forget();
        await EnsureLoadedAsync();
        return MailOutcome.Taken;
    }

    private bool Replays(IReadOnlyList<HistoryEvent> history)
    {
        OrchestrationExecution trial = NewExecution(history.OfType<ExecutionStarted>().First());
        trial.Replay(history);
        return !trial.HasDiverged;
    }

    // A parent that is rewound has forgotten how this instance ended, and waits.
    private MailOutcome TakeRewindOfUnfailed(RewindMessage command)
    {
        if (version is null)
        {
            return command.Start is { } start ? TakeStart(start) : MailOutcome.NotFound;
        }

        ReportAgain(command);
        return MailOutcome.NotFailed;
    }

    private void ReportAgain(RewindMessage command)
    {
        if (command.Start?.Parent is not { } parent)
        {
            return;
        }

        if (parent.InstanceId != parentOfLast)
        {
            refusals.Add(ParentReport.OfRefusal(parent, InstanceId));
        }
        else if (status is { IsFinished: true })
        {
            refusals.Add(ParentReport.Again(parent, status));
        }
    }
}
