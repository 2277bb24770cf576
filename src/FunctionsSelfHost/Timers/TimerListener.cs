using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NCrontab;

namespace FunctionsSelfHost.Timers;

/// <summary>
/// Runs a function at the times of its NCRONTAB schedule (six fields, seconds first), one run at a time. When it is monitored, its last
/// run is kept in a blob, and a tick that was missed while no host ran is made up for once, past due.
/// </summary>
internal sealed partial class TimerListener(
    FunctionDescriptor function,
    FunctionInvoker invoker,
    IServiceScopeFactory scopes,
    StorageConnection storage,
    HostSettings settings,
    IConfiguration configuration,
    TimeProvider time,
    ILogger<TimerListener> logger) : BackgroundService
{
    private const string Container = "azure-webjobs-hosts";

    private readonly TimerTriggerAttribute trigger = (TimerTriggerAttribute)function.Trigger;
    private readonly TimeZoneInfo zone =
        configuration["WEBSITE_TIME_ZONE"] is { Length: > 0 } id ? TimeZoneInfo.FindSystemTimeZoneById(id) : TimeZoneInfo.Utc;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        CrontabSchedule schedule = Schedule();
        ScheduleStatus? last = await FindStatusAsync(stoppingToken);
        DateTime next = last?.Next is { } due && due < LocalNow ? due : schedule.GetNextOccurrence(LocalNow);
        if (trigger.RunOnStartup)
        {
            last = await RunAsync(last, isPastDue: next < LocalNow, next, stoppingToken);
            next = schedule.GetNextOccurrence(LocalNow);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            bool isPastDue = next < LocalNow;
            await WaitUntilAsync(next, stoppingToken);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            DateTime following = schedule.GetNextOccurrence(isPastDue ? LocalNow : next);
            last = await RunAsync(last, isPastDue, following, stoppingToken);
            next = following < LocalNow ? schedule.GetNextOccurrence(LocalNow) : following;
        }
    }

    private DateTime LocalNow => TimeZoneInfo.ConvertTimeFromUtc(time.GetUtcNow().UtcDateTime, zone);

    private CrontabSchedule Schedule()
    {
        string expression = settings.Resolve(trigger.Schedule);
        return CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
            ?? throw new InvalidOperationException(
                $"The schedule \"{expression}\" of the function {function.Name} is not an NCRONTAB expression of six fields, seconds first.");
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

    private async Task<ScheduleStatus> RunAsync(ScheduleStatus? last, bool isPastDue, DateTime next, CancellationToken stoppingToken)
    {
        var info = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = last };
        try
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            await invoker.InvokeAsync(function, _ => info, new Dictionary<string, object?>(), scope.ServiceProvider, stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(logger, e, function.Name);
        }
        catch (OperationCanceledException)
        {
            // the host stops
        }

        var status = new ScheduleStatus { Last = LocalNow, Next = next, LastUpdated = LocalNow };
        await SaveStatusAsync(status, stoppingToken);
        return status;
    }

    private BlobClient StatusBlob =>
        storage.Blobs().GetBlobContainerClient(Container).GetBlobClient($"timers/{settings.DurableTask().HubName}/{function.Name}/status");

    private async Task<ScheduleStatus?> FindStatusAsync(CancellationToken cancellationToken)
    {
        if (!trigger.UseMonitor)
        {
            return null;
        }

        try
        {
            return (await StatusBlob.DownloadContentAsync(cancellationToken)).Value.Content.ToObjectFromJson<ScheduleStatus>();
        }
        catch (Exception e) when (e is RequestFailedException or JsonException)
        {
            if (e is not RequestFailedException { Status: 404 })
            {
                LogStatusLost(logger, e, function.Name);
            }

            return null;
        }
    }

    private async Task SaveStatusAsync(ScheduleStatus status, CancellationToken cancellationToken)
    {
        if (!trigger.UseMonitor)
        {
            return;
        }

        try
        {
            await storage.Blobs().GetBlobContainerClient(Container).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await StatusBlob.UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true, cancellationToken);
        }
        catch (Exception e) when (e is RequestFailedException or OperationCanceledException)
        {
            LogStatusLost(logger, e, function.Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "The function {Function} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function);

    [LoggerMessage(LogLevel.Warning, "The last run of the timer {Function} could not be read or kept; a missed tick may not be made up for")]
    private static partial void LogStatusLost(ILogger logger, Exception exception, string function);
}
