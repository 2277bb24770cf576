using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Engine;

/// <summary>
/// The mailbox of an instance. Messages that arrive while a turn is being committed are taken together into the next one. A sender's call
/// returns when the turn that took its messages has been committed, and fails when it has not; then the sender sends again.
/// </summary>
internal abstract partial class DurableGrain(EngineServices engine, TurnThrottle throttle, ILogger logger) : Grain, IDisposable
{
    // bounds the size of a turn, and so of its batch
    private const int MostMessagesInATurn = 64;

    private readonly Queue<Mail> mailbox = [];
    private bool pumping;
    private Task? loading;
    private IGrainTimer? upkeep;

    /// <summary>What the instance is.</summary>
    protected abstract InstanceKind Kind { get; }

    /// <summary>The instance's ID.</summary>
    protected string InstanceId => this.GetPrimaryKeyString();

    /// <summary>The engine's parts.</summary>
    protected EngineServices Engine { get; } = engine;

    /// <summary>What the instance does at a time of its own.</summary>
    protected InstanceTimers Timers { get; } = new(engine.Time);

    /// <summary>This grain's log.</summary>
    protected ILogger Logger { get; } = logger;

    /// <summary>The time, UTC.</summary>
    protected DateTime UtcNow => Engine.Time.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Lets the instance go on with what it has left to do. One that is loaded already may have lost what ran on a host that is gone.
    /// </summary>
    public Task WakeAsync() => loading is { IsCompletedSuccessfully: true } ? UpkeepAsync(Engine.Stopping) : EnsureLoadedAsync();

    /// <summary>Takes messages in order; returns what became of each.</summary>
    protected async Task<IReadOnlyList<MailOutcome>> TakeAsync(IEnumerable<Envelope> envelopes)
    {
        Mail[] mails = [.. envelopes.Select(e => new Mail(e))];
        foreach (Mail mail in mails)
        {
            mailbox.Enqueue(mail);
        }

        _ = PumpAsync();
        return await Task.WhenAll(mails.Select(m => m.Done.Task));
    }

    /// <summary>Takes a message that this grain sends itself. When its turn fails, loading the instance again brings it back.</summary>
    protected void TakeOwn(InstanceMessage message)
    {
        mailbox.Enqueue(new Mail(Envelope.Once(message)));
        _ = PumpAsync();
    }

    /// <summary>Loads the instance, if that has not been done, and lets it go on with what it has left to do.</summary>
    protected async Task EnsureLoadedAsync()
    {
        Task current = loading ??= StartLoadingAsync();
        try
        {
            await current;
        }
        catch
        {
            if (loading == current)
            {
                Forget();
            }

            throw;
        }
    }

    /// <summary>Forgets what is in memory: the store knows better.</summary>
    protected virtual void Forget()
    {
        loading = null;
        Timers.Stop();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Timers.Dispose();
        if (upkeep is not null)
        {
            upkeep = null;
            Engine.Metrics.ActiveChanged(Kind, isActive: false);
        }
    }

    /// <summary>Loads the instance from the store.</summary>
    protected abstract Task LoadAsync(CancellationToken cancellationToken);

    /// <summary>Takes messages into one turn, commits it, and answers each message. A purge and a rewind come alone.</summary>
    protected abstract Task TurnAsync(IReadOnlyList<Mail> mails, CancellationToken cancellationToken);

    /// <summary>What is done every few seconds while the instance is unfinished: whatever may have been lost on the way is sent again.</summary>
    protected abstract Task UpkeepAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the activation, and its upkeep, while the instance is unfinished.</summary>
    protected void StayActive(bool unfinished)
    {
        if (unfinished && upkeep is null)
        {
            DelayDeactivation(Timeout.InfiniteTimeSpan);
            upkeep = this.RegisterGrainTimer(KeepUpAsync, new GrainTimerCreationOptions(Engine.UpkeepInterval, Engine.UpkeepInterval) { Interleave = true });
            Engine.Metrics.ActiveChanged(Kind, isActive: true);
        }
        else if (!unfinished && upkeep is not null)
        {
            upkeep.Dispose();
            upkeep = null;
            DelayDeactivation(TimeSpan.Zero);
            Engine.Metrics.ActiveChanged(Kind, isActive: false);
        }
    }

    /// <summary>Has the grain take a message at a time, unless the timers are stopped before.</summary>
    protected void TakeAt(DateTime due, InstanceMessage message) => Timers.At(due, () => TakeOwn(message));

    // not at once: what is due when the instance has been loaded must find that it is being loaded
    private async Task StartLoadingAsync()
    {
        await Task.Yield();
        await LoadAsync(Engine.Stopping);
    }

    private async Task KeepUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EnsureLoadedAsync();
            await UpkeepAsync(cancellationToken);
        }
        catch (Exception e) when (!Engine.Stopping.IsCancellationRequested)
        {
            LogUpkeepFailed(Logger, e, InstanceId);
        }
    }

    private async Task PumpAsync()
    {
        if (pumping)
        {
            return;
        }

        pumping = true;
        while (mailbox.Count > 0)
        {
            await TurnOrFailAsync(NextMails());

            // an instance that always has something to do must still let messages in
            await Task.Yield();
        }

        pumping = false;
    }

    // alone: nothing may be committed while the instance is being deleted, or its past changed
    private static bool IsTakenAlone(Mail mail) => mail.Envelope.Body is PurgeMessage or RewindMessage;

    private List<Mail> NextMails()
    {
        var mails = new List<Mail> { mailbox.Dequeue() };
        while (!IsTakenAlone(mails[^1]) && mails.Count < MostMessagesInATurn && mailbox.TryPeek(out Mail? next) && !IsTakenAlone(next))
        {
            mails.Add(mailbox.Dequeue());
        }

        return mails;
    }

    private async Task TurnOrFailAsync(IReadOnlyList<Mail> mails)
    {
        if (Engine.Stopping.IsCancellationRequested)
        {
            // said before anything was tried, so that the sender knows that it may send again
            Fail(mails, new HostStoppingException(InstanceId));
            return;
        }

        try
        {
            long start = Engine.Time.GetTimestamp();
            await EnsureLoadedAsync();
            await throttle.RunAsync(() => TurnAsync(mails, Engine.Stopping), Engine.Stopping);
            Engine.Metrics.TurnEnded(Kind, Engine.Time.GetElapsedTime(start));
        }
        catch (Exception e)
        {
            LogTurnFailed(Logger, e, InstanceId);
            Forget();
            Fail(mails, e);
        }
    }

    private static void Fail(IReadOnlyList<Mail> mails, Exception exception)
    {
        foreach (Mail mail in mails)
        {
            mail.Done.TrySetException(exception);
            _ = mail.Done.Task.Exception;
        }
    }

    [LoggerMessage(4001, LogLevel.Warning, "A turn of {InstanceId} was not committed; it will be taken again")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception, string instanceId);

    [LoggerMessage(4002, LogLevel.Warning, "The upkeep of {InstanceId} failed; it will be tried again")]
    private static partial void LogUpkeepFailed(ILogger logger, Exception exception, string instanceId);
}
