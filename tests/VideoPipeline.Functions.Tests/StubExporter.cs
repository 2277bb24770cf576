using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using VideoPipeline.Export;

namespace VideoPipeline.Functions.Tests;

/// <summary>An exporter whose jobs a test sets.</summary>
internal sealed class StubExporter : HttpMessageHandler
{
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The jobs that it knows, by request ID.</summary>
    public ConcurrentDictionary<string, ExportJob> Jobs { get; } = new();

    /// <summary>What it was asked for: method and request ID.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>The tokens of the submissions, in order.</summary>
    public ConcurrentQueue<FencingToken> Tokens { get; } = new();

    /// <summary>False when nobody answers for this request.</summary>
    public Predicate<string> IsReachable { get; set; } = _ => true;

    /// <summary>Whether a question that may wait for a job's end does so, for as long as it takes.</summary>
    public bool HasLongPolls { get; set; }

    /// <summary>Told of each question, and how long it may wait.</summary>
    public Action<TimeSpan> OnFind { get; set; } = _ => { };

    /// <summary>Whether a job that is cancelled stops at once.</summary>
    public bool ConfirmsCancellations { get; set; } = true;

    /// <summary>What a submission is answered; by default the job that is known, or a new one.</summary>
    public Func<string, HttpResponseMessage?> OnPut { get; set; } = _ => null;

    public ExporterClient Client => new(new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://exporter.test/") });

    public ExporterMonitor Monitor => new(new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://exporter.test/") });

    public void Put(string requestId, ExportState state) => Put(new ExportJob(requestId, state, 50, null, null, 65, []));

    public void Put(ExportJob job)
    {
        Jobs[job.RequestId] = job;
        Tell();
    }

    /// <summary>Loses a job.</summary>
    public void Forget(string requestId)
    {
        Jobs.TryRemove(requestId, out _);
        Tell();
    }

    /// <summary>Waits until it was asked for something so often.</summary>
    public async Task CalledAsync(string call, int times = 1)
    {
        while (Calls.Count(c => c == call) < times)
        {
            Task next = changed.Task;
            if (Calls.Count(c => c == call) < times)
            {
                await next.WaitAsync(TimeSpan.FromSeconds(60));
            }
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string requestId = request.RequestUri!.Segments[^1];
        Calls.Enqueue($"{request.Method} {requestId}");
        Tell();
        if (!IsReachable(requestId))
        {
            throw new HttpRequestException("Nobody listens.");
        }

        switch (request.Method.Method)
        {
            case "PUT":
                Tokens.Enqueue((await request.Content!.ReadFromJsonAsync<ExportOrder>(cancellationToken))!.Token);
                var job = new ExportJob(requestId, ExportState.Running, 0, null, null, null, []);
                return OnPut(requestId) ?? Answer(Jobs.GetOrAdd(requestId, job));
            case "DELETE":
                return Cancel(requestId);
            case "GET" when requestId == "exports":
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(Jobs.Values) };
            default:
                int seconds = int.Parse(request.RequestUri.Query.Split('=')[1], CultureInfo.InvariantCulture);
                bool mayWait = seconds > 0;
                OnFind(TimeSpan.FromSeconds(seconds));
                return await FindAsync(requestId, HasLongPolls && mayWait, cancellationToken);
        }
    }

    // A long poll: it waits for the end, and looks again whenever something happens.
    private async Task<HttpResponseMessage> FindAsync(string requestId, bool waits, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next = changed.Task;
            if (!Jobs.TryGetValue(requestId, out ExportJob? job))
            {
                return new HttpResponseMessage(HttpStatusCode.NotFound);
            }

            if (job.HasEnded || !waits)
            {
                return Answer(job);
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    private void Tell() =>
        Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private HttpResponseMessage Cancel(string requestId)
    {
        if (ConfirmsCancellations && Jobs.TryGetValue(requestId, out ExportJob? job) && !job.HasEnded)
        {
            Jobs[requestId] = job with { State = ExportState.Cancelled };
            Tell();
        }

        return new HttpResponseMessage(HttpStatusCode.Accepted);
    }

    private static HttpResponseMessage Answer(ExportJob job) => new(HttpStatusCode.OK) { Content = JsonContent.Create(job) };
}
