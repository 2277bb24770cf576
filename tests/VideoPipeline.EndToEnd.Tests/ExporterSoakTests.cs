using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Xunit.Abstractions;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>How well the exporter is kept busy, measured against bare table transactions of the same run. Its figures are in bench/README.md.</summary>
[Trait("Category", "Soak")]
public sealed class ExporterSoakTests(TwoAppStudio studio, ITestOutputHelper output) : IClassFixture<TwoAppStudio>
{
    private const int Pipelines = 60;
    private static readonly TimeSpan Export = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentBag<double> transactions = [];
    private readonly ConcurrentBag<double> starts = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SixtyExports_OfASecondEach_KeepTheExporterBusyInOrder(bool withStarts)
    {
        studio.Stub.Duration = Export;
        int before = studio.Stub.Started.Count;
        using var done = new CancellationTokenSource();
        string creator = $"soak-{Guid.NewGuid():N}";
        JsonNode[] runs = await Task.WhenAll(Enumerable.Range(0, Pipelines).Select(i => studio.StartRunAsync(
            new { creator_id = creator, video_id = $"video-{i}", export_video = true, transcript = Transcripts.English })));
        Task meanwhile = Task.WhenAll(SampleTransactionsAsync(done.Token), withStarts ? StartSteadilyAsync(done.Token) : Task.CompletedTask);
        JsonNode[] ends = await Task.WhenAll(runs.Select(r => studio.EndOfAsync(r["task_id"]!.GetValue<string>())));
        await done.CancelAsync();
        await meanwhile;

        ends.Should().OnlyContain(e => e["status"]!.GetValue<string>() == "completed");
        studio.Stub.MostAtOnce.Should().Be(1);
        StubExporter.Job[] jobs = [.. studio.Stub.Started.Skip(before)];
        jobs.Should().HaveCount(Pipelines);
        jobs.Select(j => j.Token).Should().BeInAscendingOrder();
        Report(jobs, withStarts);
    }

    private void Report(StubExporter.Job[] jobs, bool withStarts)
    {
        double[] gaps = [.. jobs.Zip(jobs.Skip(1), (one, next) => Stopwatch.GetElapsedTime(one.EndedAt, next.StartedAt).TotalMilliseconds)];
        double busy = jobs.Sum(j => Stopwatch.GetElapsedTime(j.StartedAt, j.EndedAt).TotalMilliseconds)
            / Stopwatch.GetElapsedTime(jobs[0].StartedAt, jobs[^1].EndedAt).TotalMilliseconds;
        double transaction = Quantile(transactions, 0.5);
        string load = withStarts ? "with 10 starts a second" : "alone";
        output.WriteLine($"figure: exporter busy ({load}) = {busy:P1} (target 98 %)");
        output.WriteLine($"figure: median hand-over gap ({load}) = {Quantile(gaps, 0.5):F1} ms = {Quantile(gaps, 0.5) / transaction:F1} bare transactions (target 12)");
        output.WriteLine($"figure: bare transaction ({load}) = {transaction:F2} ms median, {Quantile(transactions, 0.99):F1} ms p99");
        if (withStarts)
        {
            output.WriteLine($"figure: start p99 = {Quantile(starts, 0.99):F1} ms = {Quantile(starts, 0.99) / transaction:F1} bare transactions (target 30), of {starts.Count}");
            output.WriteLine($"figure: start median = {Quantile(starts, 0.5):F1} ms = {Quantile(starts, 0.5) / transaction:F1} bare transactions");
        }
    }

    private static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
    }

    private async Task SampleTransactionsAsync(CancellationToken done)
    {
        TableClient table = studio.Tables.GetTableClient("baseline");
        await table.CreateIfNotExistsAsync(CancellationToken.None);
        while (!done.IsCancellationRequested)
        {
            var row = new TableEntity("baseline", Guid.NewGuid().ToString());
            long start = Stopwatch.GetTimestamp();
            await table.SubmitTransactionAsync([new TableTransactionAction(TableTransactionActionType.Add, row)], CancellationToken.None);
            transactions.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(SampleEvery, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Videos without a source fail as soon as they have begun, so these runs cost little beside their starts.
    private async Task StartSteadilyAsync(CancellationToken done)
    {
        string creator = $"steady-{Guid.NewGuid():N}";
        var sent = new List<Task>();
        for (int i = 0; !done.IsCancellationRequested; i++)
        {
            sent.Add(StartAsync(creator, i));
            await Task.Delay(StartEvery, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(sent);
    }

    private async Task StartAsync(string creator, int video)
    {
        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage answer = await studio.Apps[video % 2].Http.PostAsJsonAsync(
            "api/pipeline/run", new { creator_id = creator, video_id = $"video-{video}" });
        answer.EnsureSuccessStatusCode();
        starts.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
