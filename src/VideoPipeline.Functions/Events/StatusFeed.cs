using System.Collections.Concurrent;
using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Events;

/// <summary>
/// Tells clients how runs change. One loop looks at the records for all clients of the process, and only while there are any: at the runs
/// that somebody follows and, when somebody follows all, at those that are active.
/// </summary>
public sealed partial class StatusFeed(
    RunRecordStore records, RunIndex index, TimeProvider time, IOptions<EventOptions> options, ILogger<StatusFeed> logger) : IAsyncDisposable
{
    private const int ReadsAtOnce = 8;

    // looking takes at most a fifth of the time, however many runs there are
    private const int Rest = 4;

    private readonly Lock gate = new();
    private readonly HashSet<StatusSubscription> subscriptions = [];
    private readonly StatusMemory memory = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly long started = time.GetTimestamp();
    private TimeSpan followedUntil = TimeSpan.MinValue;
    private Task? loop;

    /// <summary>How long changes are kept in mind for clients of all runs that come again.</summary>
    internal static TimeSpan Linger { get; } = TimeSpan.FromSeconds(30);

    private TimeSpan Now => time.GetElapsedTime(started);

    /// <summary>Follows a run, beginning with how it is; null when there are too many clients.</summary>
    internal StatusSubscription? Follow(RunRecord run)
    {
        lock (gate)
        {
            StatusSubscription? subscription = Add(new StatusSubscription(run.Input.Key, Remove));
            subscription?.Offer(RunStatus.Of(run));
            return subscription;
        }
    }

    /// <summary>
    /// Follows all runs, beginning with those that are active; one that comes again begins with what has changed since. Null when there are
    /// too many clients.
    /// </summary>
    /// <param name="lastId">The ID of the last event that the client has seen.</param>
    internal StatusSubscription? FollowAll(string? lastId)
    {
        lock (gate)
        {
            IReadOnlyList<RunStatus>? missed = memory.Since(lastId);
            bool hasGap = missed is null && lastId is { Length: > 0 };
            StatusSubscription? subscription = Add(new StatusSubscription(null, Remove) { Feed = memory.Id, HasGap = hasGap });
            foreach (RunStatus status in missed ?? memory.Active)
            {
                subscription?.Offer(status);
            }

            return subscription;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await (loop ?? Task.CompletedTask);
        stopping.Dispose();
    }

    // Storage that is away comes back: clients keep their streams, and the log tells.
    private static bool IsFault(Exception e) => e is RequestFailedException or AggregateException or IOException;

    private StatusSubscription? Add(StatusSubscription subscription)
    {
        if (subscriptions.Count >= options.Value.MaxClients || stopping.IsCancellationRequested)
        {
            return null;
        }

        subscriptions.Add(subscription);
        loop ??= Task.Run(RunAsync);
        return subscription;
    }

    private void Remove(StatusSubscription subscription)
    {
        lock (gate)
        {
            subscriptions.Remove(subscription);
            followedUntil = subscription.Run is null ? Now + Linger : followedUntil;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (IsNeeded())
            {
                TimeSpan began = Now;
                try
                {
                    await LookAsync(stopping.Token);
                }
                catch (Exception e) when (IsFault(e))
                {
                    LogFault(e);
                }

                TimeSpan pause = (Now - began) * Rest;
                await Task.Delay(pause > options.Value.PollInterval ? pause : options.Value.PollInterval, time, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // the app ends, and its streams with it
        }
    }

    private bool IsNeeded()
    {
        lock (gate)
        {
            if (subscriptions.Count > 0 || Now < followedUntil)
            {
                return true;
            }

            memory.Clear();
            loop = null;
            return false;
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        HashSet<RunKey> followed = Followed(out bool followsAll);
        if (followsAll)
        {
            await foreach (RunIndexEntry entry in index.ListActiveAsync(cancellationToken))
            {
                followed.Add(entry.Run);
            }
        }

        var runs = new HashSet<RunKey>(followed);
        lock (gate)
        {
            // those that have just ended are active no longer, but that they have must be told
            runs.UnionWith(memory.Active.Select(s => s.Run));
        }

        var gone = new ConcurrentBag<RunKey>();
        var readers = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(runs, readers, async (run, token) =>
        {
            if (await records.FindAsync(run, token) is not { } record)
            {
                gone.Add(run);
            }
            else if (record.DuplicateOf is null)
            {
                Tell(RunStatus.Of(record));
            }
        });
        lock (gate)
        {
            memory.Forget(gone, followed);
        }
    }

    private HashSet<RunKey> Followed(out bool followsAll)
    {
        lock (gate)
        {
            followsAll = Now < followedUntil || subscriptions.Any(s => s.Run is null);
            if (!followsAll)
            {
                // nobody will ask for what all runs did
                memory.KeepOnly(subscriptions.Select(s => s.Run!.Value));
            }

            return [.. subscriptions.Where(s => s.Run is not null).Select(s => s.Run!.Value)];
        }
    }

    private void Tell(RunStatus status)
    {
        lock (gate)
        {
            if (memory.Learn(status) is { } news)
            {
                foreach (StatusSubscription subscription in subscriptions)
                {
                    subscription.Offer(news);
                }
            }
        }
    }

    [LoggerMessage(2501, LogLevel.Warning, "The runs that clients follow cannot be read; the next look tries again")]
    private partial void LogFault(Exception exception);
}
