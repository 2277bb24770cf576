using Microsoft.DurableTask;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Limits;

/// <summary>
/// Calls the activities of one run that send requests to a provider: reserves the requests first, and calls again when an activity had
/// none left or the provider refused. No more than a share of a run's activities wait for their slots at once.
/// </summary>
/// <param name="context">The orchestration that calls.</param>
/// <param name="stop">Completed when the work is no longer wanted, since the run is cancelled or has failed elsewhere: then nothing more is begun.</param>
internal sealed class LimitedCalls(TaskOrchestrationContext context, Task stop)
{
    /// <summary>The code of the failure when a provider refuses for too long.</summary>
    public const string BusyCode = "provider-busy";

    // Each is an activity and an entity call in the history. It is only met when slots are always over before they can be used.
    private const int MostCalls = 200;

    // A timer may come a second early or, on a polling host, a second or two late. The rest is waited out to the point by RequestPermits.
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    private readonly Turnstile turnstile = new(RateLimiterState.MostAtOnce);

    /// <summary>Calls an activity until it is done or has failed, or is no longer wanted: then <see cref="StageOutcome.Cancelled"/>.</summary>
    /// <param name="activity">The activity; its input is a <see cref="StagePart"/>, its result a <see cref="StageOutcome"/>.</param>
    /// <param name="part">What it is to do.</param>
    /// <param name="resource">What it is known to send requests to under a limit; null when it is to be found out.</param>
    public async Task<StageOutcome> CallAsync(string activity, StagePart part, string? resource)
    {
        int count = 1;
        DateTime? refusedSince = null;
        for (int call = 0; call < MostCalls && !stop.IsCompleted; call++)
        {
            (Reservation? reservation, RequestPause? tooLong) = resource is null ? default : await ReserveAsync(resource, count);
            if (tooLong is not null)
            {
                return Busy(resource!, tooLong);
            }

            if (stop.IsCompleted)
            {
                break;
            }

            DateTimeOffset sentAt = SentAt(reservation);
            StageOutcome outcome = await context.CallActivityAsync<StageOutcome>(
                activity, part with { Reservation = reservation?.Id, Slots = reservation?.Slots }, Retries.Infrastructure);
            if (outcome.Needs is not { } need)
            {
                await EndRefusalsAsync(resource, refusedSince);
                return outcome;
            }

            resource = need.Resource;
            if (need.IsBusy)
            {
                refusedSince ??= context.CurrentUtcDateTime;
                RequestPause pause = await PauseAsync(need, sentAt);
                if (pause.Until.UtcDateTime - refusedSince > pause.Patience)
                {
                    return Busy(resource, pause);
                }
            }
            else if (reservation is not null)
            {
                // what takes several requests before anything can be kept would never get on with one at a time
                count = Math.Min(count + 1, RateLimiterState.MostAtOnce);
            }
        }

        return stop.IsCompleted ? StageOutcome.Cancelled : NeverInTime(resource!);
    }

    // Answers a reservation, or the pause that is longer than anybody is to wait; neither when the work is no longer wanted.
    private async Task<(Reservation? Reservation, RequestPause? TooLong)> ReserveAsync(string resource, int count)
    {
        using IDisposable turn = await turnstile.EnterAsync();
        var order = new ReservationOrder(context.NewGuid().ToString("N"), count);
        while (!stop.IsCompleted)
        {
            RequestShare share = await context.Entities.CallEntityAsync<RequestShare>(
                RateLimiterEntity.IdOf(resource), nameof(RateLimiterEntity.Reserve), order);
            if (share.Pause.Until.UtcDateTime - context.CurrentUtcDateTime > share.Pause.Patience)
            {
                // whoever holds a slot of a semaphore would keep it all the while
                return (null, share.Pause);
            }

            DateTime due = share.Slots[0].NotBefore.UtcDateTime - Lead;
            if (due <= context.CurrentUtcDateTime + Early)
            {
                return (new Reservation(order.Id, share.Slots), null);
            }

            // After the wait the limiter is asked again: the provider may have refused somebody in the meantime, or the timer came late.
            await context.WaitUntilAsync(due, stop);
        }

        return default;
    }

    private Task<RequestPause> PauseAsync(RequestNeed need, DateTimeOffset sentAt) => context.Entities.CallEntityAsync<RequestPause>(
        RateLimiterEntity.IdOf(need.Resource), nameof(RateLimiterEntity.Pause), new RequestRefusal(sentAt, need.RetryAfter));

    private DateTimeOffset SentAt(Reservation? reservation)
    {
        DateTimeOffset now = context.CurrentUtcDateTime;
        return reservation?.Slots[0].NotBefore is { } start && start > now ? start : now;
    }

    private async Task EndRefusalsAsync(string? resource, DateTime? refusedSince)
    {
        if (refusedSince is not null)
        {
            await context.Entities.SignalEntityAsync(RateLimiterEntity.IdOf(resource!), nameof(RateLimiterEntity.Succeed));
        }
    }

    private static StageOutcome Busy(string resource, RequestPause pause) => new(new StageFailure(
        BusyCode,
        $"{resource} does nothing but refuse; its pause lasts until {pause.Until.UtcDateTime:yyyy-MM-dd HH:mm} UTC, " +
        $"longer than Slots:Patience ({pause.Patience:g}) allows. Retry the run later; what is finished is kept. " +
        $"If this happens often, lower Limits:{resource}:Requests to what the provider takes."));

    private static StageOutcome NeverInTime(string resource) => new(new StageFailure(
        BusyCode,
        $"The work was tried {MostCalls} times: its reserved requests to {resource} were over before they were sent, or refused. " +
        $"Retry the run when the machine is less busy, or raise Limits:{resource}:Lateness; what is finished is kept."));
}
