using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Timers;

/// <summary>
/// Runs a function at the times of its schedule, one run at a time. When it is monitored, its last run is kept in a blob, and a tick that
/// was missed while no host ran is made up for once, past due.
/// </summary>
/// <remarks>
/// Of several processes on a task hub one holds the function's lease and runs the schedule; the others stand by. So each tick runs once,
/// and <c>RunOnStartup</c> runs when a process first takes the schedule.
/// </remarks>
internal sealed partial class TimerListener : BackgroundService
{
    private const string Container = "azure-webjobs-hosts";
    private static readonly TimeSpan StandbyPeriod = TimeSpan.FromSeconds(5);

    private readonly FunctionDescriptor function;
    private readonly FunctionInvoker invoker;
    private readonly IServiceScopeFactory scopes;
    private readonly TimeProvider time;
    private readonly ILogger<TimerListener> logger;
    private readonly TimerTriggerAttribute trigger;
    private readonly TimeZoneInfo zone;
    private readonly TimerSchedule schedule;
    private readonly BlobContainerClient container;
    private readonly string leaseName;
    private readonly string statusName;
    private bool runsOnStartup;

    /// <exception cref="InvalidOperationException">The schedule or a setting is not valid.</exception>
    public TimerListener(
        FunctionDescriptor function,
        FunctionInvoker invoker,
        IServiceScopeFactory scopes,
        StorageConnection storage,
        HostSettings settings,
        IConfiguration configuration,
        TimeProvider time,
        ILogger<TimerListener> logger)
    {
        this.function = function;
        this.invoker = invoker;
        this.scopes = scopes;
        this.time = time;
        this.logger = logger;
        trigger = (TimerTriggerAttribute)function.Trigger;
        zone = Zone(configuration);
        schedule = Schedule(settings);
        runsOnStartup = trigger.RunOnStartup;
        container = storage.Blobs().GetBlobContainerClient(Container);
        string hub = settings.DurableTask().HubName;
        leaseName = $"locks/{hub}/{function.Name}.Listener";
        statusName = $"timers/{hub}/{function.Name}/status";
    }

    private DateTime LocalNow => TimeZoneInfo.ConvertTimeFromUtc(time.GetUtcNow().UtcDateTime, zone);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await TryAcquireAsync(stoppingToken) is { } acquired)
            {
                await using ScheduleLease lease = acquired;
                using var running = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lease.Lost);
                await RunScheduleAsync(lease, running.Token);
            }

            await Task.Delay(StandbyPeriod, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ScheduleLease?> TryAcquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ScheduleLease.TryAcquireAsync(container, leaseName, cancellationToken);
        }
        catch (Exception e) when (StorageConnection.IsFault(e) && !cancellationToken.IsCancellationRequested)
        {
            LogLeaseFailed(logger, e, function.Name);
            return null;
        }
    }

    // Until the lease is lost or the host stops.
    private async Task RunScheduleAsync(ScheduleLease lease, CancellationToken stoppingToken)
    {
        ScheduleStatus? last = await FindStatusAsync(stoppingToken);
        DateTime next = last?.Next is { } due && due < LocalNow ? due : schedule.NextAfter(LocalNow);
        if (last is null)
        {
            // from here on a missed tick is known to be missed
            await SaveStatusAsync(new ScheduleStatus { Next = next, LastUpdated = LocalNow });
            next = schedule.NextAfter(LocalNow);
        }

        if (runsOnStartup)
        {
            runsOnStartup = false;
            bool isPastDue = next < LocalNow;
            next = schedule.NextAfter(LocalNow);
            last = await RunAsync(last, isPastDue, next, stoppingToken);
        }

        while (lease.IsHeld)
        {
            bool isPastDue = next < LocalNow;
            await WaitUntilAsync(next, stoppingToken);
            if (stoppingToken.IsCancellationRequested || !lease.IsHeld)
            {
                return;
            }

            DateTime following = schedule.NextAfter(isPastDue ? LocalNow : next);
            last = await RunAsync(last, isPastDue, following, stoppingToken);
            next = following < LocalNow ? schedule.NextAfter(LocalNow) : following;
        }
    }

    private static TimeZoneInfo Zone(IConfiguration configuration)
    {
        if (configuration["WEBSITE_TIME_ZONE"] is not { Length: > 0 } id)
        {
            return TimeZoneInfo.Utc;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone)
            ? zone
            : throw new InvalidOperationException($"The setting WEBSITE_TIME_ZONE is \"{id}\", which this machine does not know as a time zone.");
    }

    private TimerSchedule Schedule(HostSettings settings)
    {
        string expression = settings.Resolve(trigger.Schedule);
        return TimerSchedule.TryParse(expression)
            ?? throw new InvalidOperationException(
                $"The schedule \"{expression}\" of the function {function.Name} is neither an NCRONTAB expression of six fields (seconds first) or five, nor a time span.");
    }

    private async Task WaitUntilAsync(DateTime due, CancellationToken cancellationToken)
    {
        // a delay has a limit of its own, and the clock may be changed meanwhile
        while (due - LocalNow is { Ticks: > 0 } left && !cancellationToken.IsCancellationRequested)
        {
            TimeSpan step = left < TimeSpan.FromHours(1) ? left : TimeSpan.FromHours(1);
            await Task.Delay(step, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Gives the status after the run; one that a stop has cut short is not counted, so that it is made up for.
    private async Task<ScheduleStatus?> RunAsync(ScheduleStatus? last, bool isPastDue, DateTime next, CancellationToken stoppingToken)
    {
        var info = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = Told(last, next) };
        try
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            await invoker.InvokeAsync(function, _ => info, new Dictionary<string, object?>(), scope.ServiceProvider, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return last;
        }
        catch (Exception e)
        {
            LogFailed(logger, e, function.Name);
        }

        var status = new ScheduleStatus { Last = LocalNow, Next = next, LastUpdated = LocalNow };
        await SaveStatusAsync(status);
        return status;
    }

    private ScheduleStatus? Told(ScheduleStatus? last, DateTime next) => trigger.UseMonitor
        ? new ScheduleStatus { Last = last?.Last ?? default, Next = next, LastUpdated = last?.LastUpdated ?? default }
        : null;

    private async Task<ScheduleStatus?> FindStatusAsync(CancellationToken cancellationToken)
    {
        if (!trigger.UseMonitor)
        {
            return null;
        }

        try
        {
            BlobDownloadResult found = await container.GetBlobClient(statusName).DownloadContentAsync(cancellationToken);
            return found.Content.ToObjectFromJson<ScheduleStatus>();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
        catch (Exception e) when (StorageConnection.IsFault(e) || e is JsonException)
        {
            LogStatusLost(logger, e, function.Name);
            return null;
        }
    }

    private async Task SaveStatusAsync(ScheduleStatus status)
    {
        if (!trigger.UseMonitor)
        {
            return;
        }

        try
        {
            // not cancelled by a stop: a run that has ended must not be repeated by the next host
            await container.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None);
            await container.GetBlobClient(statusName).UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true, CancellationToken.None);
        }
        catch (Exception e) when (StorageConnection.IsFault(e))
        {
            LogStatusLost(logger, e, function.Name);
        }
    }

    [LoggerMessage(4201, LogLevel.Error, "The function {Function} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function);

    [LoggerMessage(4202, LogLevel.Warning, "The storage did not say which process runs the timer {Function}; it will be asked again")]
    private static partial void LogLeaseFailed(ILogger logger, Exception exception, string function);

    [LoggerMessage(
        4203, LogLevel.Warning, "The last run of the timer {Function} could not be read or kept; a missed tick may not be made up for")]
    private static partial void LogStatusLost(ILogger logger, Exception exception, string function);
}
