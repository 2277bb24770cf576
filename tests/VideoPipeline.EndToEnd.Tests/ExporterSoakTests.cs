using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Xunit.Abstractions;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>How well the exporter is kept busy, measured against bare table transactions of the same run. Its figures are in bench/README.md.</summary>
[Trait("Category", "Soak")]
[Trait(Target.Trait, Target.Own)]
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
        studio.Stub.Duration = Timeout.InfiniteTimeSpan;
        int before = studio.Stub.Started.Count;
        using var done = new CancellationTokenSource();
        string creator = $"soak-{Guid.NewGuid():N}";
        JsonNode[] runs = await Task.WhenAll(Enumerable.Range(0, Pipelines).Select(i => studio.StartRunAsync(Request(creator, i))));
        await UntilAllButOneWaitAsync(runs);

        // the first only held the others back until all of them waited
        studio.Stub.Duration = Export;
        Task meanwhile = Task.WhenAll(SampleTransactionsAsync(done.Token), withStarts ? StartSteadilyAsync(creator, done.Token) : Task.CompletedTask);
        studio.Stub.End(studio.Stub.Started[before]);
        await studio.Stub.EndedAsync(before + Pipelines);
        await done.CancelAsync();
        await meanwhile;
        JsonNode[] ends = await Task.WhenAll(runs.Select(r => studio.EndOfAsync(r["task_id"]!.GetValue<string>())));

        ends.Should().OnlyContain(e => e["status"]!.GetValue<string>() == "completed");
        studio.Stub.MostAtOnce.Should().Be(1);
        HashSet<string> own = [.. runs.Select(r => r["run_id"]!.GetValue<string>())];
        StubExporter.Job[] jobs = [.. studio.Stub.Started.Where(j => own.Contains(j.Run))];
        jobs.Should().HaveCount(Pipelines);
        jobs.Select(j => j.Token).Should().BeInAscendingOrder();
        Report(jobs[1..], withStarts);
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

    private static object Request(string creator, int video) =>
        new { creator_id = creator, video_id = $"video-{video}", export_video = true, transcript = Transcripts.English };

    private async Task UntilAllButOneWaitAsync(JsonNode[] runs)
    {
        var waiting = new HashSet<string>();
        while (waiting.Count < runs.Length - 1)
        {
            foreach (string task in runs.Select(r => r["task_id"]!.GetValue<string>()).Where(t => !waiting.Contains(t)))
            {
                if ((await studio.StatusOfAsync(task))["queue_position"] is not null)
                {
                    waiting.Add(task);
                }
            }

            await Task.Delay(500);
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

    // Each asks for one of the pipelines that wait, so that starting is measured and not what two cores make of ten new pipelines a second.
    private async Task StartSteadilyAsync(string creator, CancellationToken done)
    {
        var sent = new List<Task>();
        for (int i = 0; !done.IsCancellationRequested; i++)
        {
            sent.Add(StartAsync(creator, Pipelines - 1 - (i % (Pipelines / 2)), i % 2));
            await Task.Delay(StartEvery, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(sent);
    }

    private async Task StartAsync(string creator, int video, int app)
    {
        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage answer = await studio.HttpOf(app).PostAsJsonAsync("api/pipeline/run", Request(creator, video));
        answer.EnsureSuccessStatusCode();
        starts.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
