using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>
/// Speaks the exporter's protocol and renders nothing: an export lasts until a test says so, or for a fixed time. Keeps its own log, from
/// which a test reads who was exported when, and whether two ever were at once.
/// </summary>
internal sealed class StubExporter : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Job> jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Job> started = new();
    private readonly Lock gate = new();
    private readonly WebApplication app;
    private (long Epoch, long Counter) highest;
    private int running;

    private StubExporter(WebApplication app, string url)
    {
        this.app = app;
        Url = url;
        app.MapPut("/api/exports/{id}", Submit);
        app.MapGet("/api/exports/{id}", FindAsync);
        app.MapDelete("/api/exports/{id}", Cancel);
    }

    public string Url { get; }

    /// <summary>How long an export lasts; by default until <see cref="End(Job)"/>.</summary>
    public TimeSpan Duration { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>Exports that fail, by what their order is.</summary>
    public Func<JsonNode, bool> Fails { get; set; } = _ => false;

    /// <summary>The most exports that ever were under way at once.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Orders that were refused for their token.</summary>
    public int Refused { get; private set; }

    /// <summary>The exports, in the order of their starts.</summary>
    public IReadOnlyList<Job> Started => [.. started];

    public static async Task<StubExporter> StartAsync()
    {
        (WebApplication app, string url) = LoopbackServer.Create();
        var stub = new StubExporter(app, url);
        await stub.app.StartAsync();
        return stub;
    }

    /// <summary>Waits until an export of the run has been started.</summary>
    public async Task<Job> StartedAsync(string run)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        Job? job;
        while ((job = started.FirstOrDefault(j => j.Id.StartsWith(run, StringComparison.Ordinal))) is null)
        {
            await Task.Delay(20, patience.Token);
        }

        return job;
    }

    /// <summary>Waits until so many exports have ended.</summary>
    public async Task EndedAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        while (started.Count(j => j.Ended.Task.IsCompleted) < count)
        {
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>Ends an export as succeeded.</summary>
    public void End(Job job) => End(job, "Succeeded", null);

    public async ValueTask DisposeAsync()
    {
        foreach (Job job in jobs.Values)
        {
            End(job, "Cancelled", null);
        }

        await app.DisposeAsync();
    }

    private IResult Submit(string id, JsonNode order)
    {
        lock (gate)
        {
            if (jobs.TryGetValue(id, out Job? known))
            {
                return Results.Ok(known.ToJson());
            }

            var token = (order["token"]!["epoch"]!.GetValue<long>(), order["token"]!["counter"]!.GetValue<long>());
            if (token.CompareTo(highest) < 0)
            {
                Refused++;
                return Results.Problem("The token is lower than one that was seen.", statusCode: StatusCodes.Status409Conflict);
            }

            highest = token;
            var job = new Job(id, token);
            jobs[id] = job;
            started.Enqueue(job);
            MostAtOnce = Math.Max(MostAtOnce, ++running);
            _ = EndInTimeAsync(job, Fails(order));
            return Results.Accepted($"/api/exports/{id}", job.ToJson());
        }
    }

    private async Task EndInTimeAsync(Job job, bool fails)
    {
        await Task.Delay(Duration, job.Cancelled.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (job.Cancelled.IsCancellationRequested)
        {
            End(job, "Cancelled", null);
        }
        else
        {
            End(job, fails ? "Failed" : "Succeeded", fails ? "The stub was told to fail." : null);
        }
    }

    private async Task<IResult> FindAsync(string id, CancellationToken cancellationToken, double wait = 0)
    {
        if (!jobs.TryGetValue(id, out Job? job))
        {
            return Results.NotFound();
        }

        TimeSpan time = TimeSpan.FromSeconds(Math.Min(wait, LongestWait.TotalSeconds));
        await job.Ended.Task.WaitAsync(time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Results.Ok(job.ToJson());
    }

    private IResult Cancel(string id)
    {
        if (!jobs.TryGetValue(id, out Job? job))
        {
            return Results.NotFound();
        }

        job.Cancelled.Cancel();
        return Results.Accepted($"/api/exports/{id}");
    }

    private void End(Job job, string state, string? error)
    {
        lock (gate)
        {
            if (job.Ended.Task.IsCompleted)
            {
                return;
            }

            running--;
            (job.State, job.Error, job.EndedAt) = (state, error, TimeProvider.System.GetTimestamp());
            job.Ended.TrySetResult();
        }
    }

    /// <summary>An export.</summary>
    internal sealed class Job(string id, (long Epoch, long Counter) token)
    {
        public string Id { get; } = id;

        /// <summary>The run, from the request ID.</summary>
        public string Run => Id[..36];

        public (long Epoch, long Counter) Token { get; } = token;

        public string State { get; set; } = "Running";

        public string? Error { get; set; }

        public long StartedAt { get; } = TimeProvider.System.GetTimestamp();

        public long EndedAt { get; set; }

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationTokenSource Cancelled { get; } = new();

        public JsonObject ToJson() => new()
        {
            ["request_id"] = Id,
            ["state"] = State,
            ["percent"] = State == "Succeeded" ? 100 : 0,
            ["error"] = Error,
            ["video"] = null,
            ["video_seconds"] = 1.0,
            ["not_rendered"] = new JsonArray(),
        };
    }
}
