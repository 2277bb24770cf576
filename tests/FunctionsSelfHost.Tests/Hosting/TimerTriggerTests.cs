using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Hosting;

public sealed class TimerTriggerTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string EverySecond = "* * * * * *";
    private const string OnceAYear = "0 0 0 1 1 *";

    private readonly Calls calls = new();
    private readonly string hub = $"Hub{Guid.NewGuid():N}"[..30];

    [Fact]
    public async Task Schedule_RunsTheFunctionAgainAndAgain()
    {
        await using TestApp app = await StartAsync<Ticks>(EverySecond);

        var first = await calls.NextAsync<TimerInfo>();
        var second = await calls.NextAsync<TimerInfo>();

        first.ScheduleStatus!.Next.Should().BeAfter(DateTime.UnixEpoch);
        second.ScheduleStatus!.Last.Should().BeAfter(first.ScheduleStatus.Last);
    }

    [Fact]
    public async Task TimeSpan_RunsTheFunctionAtThatInterval()
    {
        await using TestApp app = await StartAsync<Ticks>("00:00:00.500");

        var first = await calls.NextAsync<TimerInfo>();
        var second = await calls.NextAsync<TimerInfo>();

        (second.ScheduleStatus!.Next - first.ScheduleStatus!.Next).Should().Be(TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task Schedule_IsInTheTimeZoneOfTheSetting()
    {
        // midnight in one of these zones is never midnight in the other
        DateTime kolkata = await NextMidnightAsync("Asia/Kolkata");
        DateTime here = await NextMidnightAsync("Etc/UTC");

        kolkata.TimeOfDay.Should().Be(TimeSpan.Zero);
        here.TimeOfDay.Should().Be(TimeSpan.Zero);
        (kolkata - TimeSpan.FromHours(5.5)).Should().BeOnOrAfter(DateTime.UtcNow.AddMinutes(-1)).And.NotBe(here);

        async Task<DateTime> NextMidnightAsync(string zone)
        {
            var settings = new Dictionary<string, string?> { ["WEBSITE_TIME_ZONE"] = zone };
            await using TestApp app = await StartAsync<AtStart>("0 0 0 * * *", settings, $"Hub{Guid.NewGuid():N}"[..30]);
            return (await calls.NextAsync<TimerInfo>()).ScheduleStatus!.Next;
        }
    }

    [Fact]
    public async Task Failure_DoesNotEndTheSchedule()
    {
        await using TestApp app = await StartAsync<Fails>(EverySecond);

        await calls.NextAsync<TimerInfo>();
        await calls.NextAsync<TimerInfo>();
    }

    [Fact]
    public async Task RunOnStartup_RunsAtOnce()
    {
        await using TestApp app = await StartAsync<AtStart>(OnceAYear);

        (await calls.NextAsync<TimerInfo>()).IsPastDue.Should().BeFalse();
    }

    [Fact]
    public async Task Tick_MissedWhileNoHostRan_IsMadeUpForOnce()
    {
        await KeepAsync(nameof(Ticks), new ScheduleStatus { Last = Day(-800), Next = Day(-400), LastUpdated = Day(-800) });

        await using (TestApp app = await StartAsync<Ticks>(OnceAYear))
        {
            var info = await calls.NextAsync<TimerInfo>();
            info.IsPastDue.Should().BeTrue();
            info.ScheduleStatus!.Last.Should().Be(Day(-800));
        }

        ScheduleStatus kept = (await KeptAsync(nameof(Ticks)))!;
        kept.Next.Should().BeAfter(Day(0));
        kept.Last.Should().BeAfter(Day(-1));
        calls.Count.Should().Be(1);
    }

    [Fact]
    public async Task FirstStart_KeepsWhenTheFunctionIsDue()
    {
        await using (await StartAsync<Both>(OnceAYear))
        {
            // the second function ticks when both listeners have started
            await calls.NextAsync<TimerInfo>();
            await WhenKeptAsync(nameof(Ticks));
        }

        (await KeptAsync(nameof(Ticks)))!.Next.Should().BeAfter(Day(0));
    }

    [Fact]
    public async Task Run_ThatAStopCutsShort_IsNotCounted()
    {
        var kept = new ScheduleStatus { Last = Day(-800), Next = Day(-400), LastUpdated = Day(-800) };
        await KeepAsync(nameof(Waits), kept);
        await using TestApp app = await StartAsync<Waits>(OnceAYear);
        await calls.NextAsync<TimerInfo>();

        await app.StopAsync();

        (await KeptAsync(nameof(Waits)))!.Next.Should().Be(kept.Next);
    }

    [Fact]
    public async Task Timer_WithoutMonitor_KeepsNothing()
    {
        await using (TestApp app = await StartAsync<Unmonitored>(EverySecond))
        {
            (await calls.NextAsync<TimerInfo>()).ScheduleStatus.Should().BeNull();
        }

        (await KeptAsync(nameof(Unmonitored))).Should().BeNull();
    }

    [Fact]
    public async Task Hosts_OfOneHub_RunEachTickOnce()
    {
        var ticks = new List<DateTime>();
        await using (TestApp first = await StartAsync<Ticks>(EverySecond))
        {
            await AddTicksAsync(ticks, 1);
            await using TestApp second = await StartAsync<Ticks>(EverySecond);
            await AddTicksAsync(ticks, 3);

            await first.StopAsync();
            await AddTicksAsync(ticks, 3);
        }

        ticks.Should().OnlyHaveUniqueItems();
    }

    private static DateTime Day(int offset) => DateTime.UtcNow.Date.AddDays(offset);

    // A run is told when the next tick is due, so runs of one tick are told the same.
    private async Task AddTicksAsync(List<DateTime> ticks, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ticks.Add((await calls.NextAsync<TimerInfo>()).ScheduleStatus!.Next);
        }
    }

    private Task<TestApp> StartAsync<T>(string schedule, Dictionary<string, string?>? settings = null, string? otherHub = null) => TestApp.StartAsync(
        [typeof(T)],
        new(settings ?? [])
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["AzureFunctionsJobHost:extensions:durableTask:hubName"] = otherHub ?? hub,
            ["SCHEDULE"] = schedule,
        },
        services => services.AddSingleton(calls));

    private BlobClient Status(string function) =>
        new BlobContainerClient(azurite.ConnectionString, "azure-webjobs-hosts").GetBlobClient($"timers/{hub}/{function}/status");

    private async Task KeepAsync(string function, ScheduleStatus status)
    {
        await new BlobContainerClient(azurite.ConnectionString, "azure-webjobs-hosts").CreateIfNotExistsAsync();
        await Status(function).UploadAsync(BinaryData.FromObjectAsJson(status));
    }

    private async Task<ScheduleStatus?> KeptAsync(string function) => await Status(function).ExistsAsync()
        ? JsonSerializer.Deserialize<ScheduleStatus>((await Status(function).DownloadContentAsync()).Value.Content)
        : null;

    private async Task WhenKeptAsync(string function)
    {
        using var patience = new CancellationTokenSource(TestApp.Patience);
        while (!await Status(function).ExistsAsync(patience.Token))
        {
            await Task.Yield();
        }
    }

    internal sealed class Ticks(Calls calls)
    {
        [Function(nameof(Ticks))]
        public void Run([TimerTrigger("%SCHEDULE%")] TimerInfo timer) => calls.Add(timer);
    }

    internal sealed class Both(Calls calls)
    {
        [Function(nameof(Ticks))]
        public void Run([TimerTrigger("%SCHEDULE%")] TimerInfo timer) => calls.Add(timer);

        [Function("Second")]
        public void Second([TimerTrigger(EverySecond, UseMonitor = false)] TimerInfo timer) => calls.Add(timer);
    }

    internal sealed class Fails(Calls calls)
    {
        [Function(nameof(Fails))]
        public void Run([TimerTrigger("%SCHEDULE%")] TimerInfo timer)
        {
            calls.Add(timer);
            throw new TimeoutException("on purpose");
        }
    }

    internal sealed class AtStart(Calls calls)
    {
        [Function(nameof(AtStart))]
        public void Run([TimerTrigger("%SCHEDULE%", RunOnStartup = true)] TimerInfo timer) => calls.Add(timer);
    }

    internal sealed class Unmonitored(Calls calls)
    {
        [Function(nameof(Unmonitored))]
        public void Run([TimerTrigger("%SCHEDULE%", UseMonitor = false)] TimerInfo timer) => calls.Add(timer);
    }

    internal sealed class Waits(Calls calls)
    {
        [Function(nameof(Waits))]
        public async Task RunAsync([TimerTrigger("%SCHEDULE%")] TimerInfo timer, CancellationToken cancellationToken)
        {
            calls.Add(timer);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }
}
