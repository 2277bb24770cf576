using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VideoPipeline.Cli.Api;

/// <summary>
/// The server's HTTP API. Every method throws <see cref="RequestRefusedException"/> for an answer of 4xx and
/// <see cref="ServerUnreachableException"/> when there is no usable answer.
/// </summary>
internal sealed class PipelineClient(HttpClient http, Uri server)
{
    private readonly Uri root = new(server.AbsoluteUri.TrimEnd('/') + "/");

    /// <summary>The address that a person would give to <c>--url</c>.</summary>
    public string Address => root.AbsoluteUri.TrimEnd('/');

    /// <summary>Starts a pipeline, or joins the one that is active for the same identity.</summary>
    public async Task<RunAnswer> RunAsync(RunRequest request, CancellationToken cancellationToken)
    {
        string body = JsonSerializer.Serialize(request, WireJson.Compact);
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(root, "api/pipeline/run"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        return await ReadAsync<RunAnswer>(message, cancellationToken);
    }

    /// <summary>Starts many pipelines.</summary>
    /// <param name="requests">Bodies of <see cref="RunAsync"/>.</param>
    /// <param name="key">Requests with one key are started once; null for none.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    public async Task<BatchAnswer> BatchAsync(IReadOnlyList<JsonObject> requests, string? key, CancellationToken cancellationToken)
    {
        string body = JsonSerializer.Serialize(new { requests }, WireJson.Compact);
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(root, "api/pipeline/batch"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            message.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return await ReadAsync<BatchAnswer>(message, cancellationToken);
    }

    /// <summary>A page of the runs of all pipelines.</summary>
    /// <param name="query">Names and values; those without a value are left out.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    public async Task<TaskPage> ListAsync(IEnumerable<(string Name, string? Value)> query, CancellationToken cancellationToken)
    {
        string text = string.Join('&', query.Where(q => q.Value is not null).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}"));
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(root, $"api/pipeline/tasks?{text}"));
        return await ReadAsync<TaskPage>(message, cancellationToken);
    }

    public async Task<ExporterStatus> ExporterAsync(CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(root, "api/exporter"));
        return await ReadAsync<ExporterStatus>(message, cancellationToken);
    }

    public Task<PipelineStatus> StatusAsync(string task, CancellationToken cancellationToken) => StatusAsync(task, null, cancellationToken);

    /// <summary>How a run stands.</summary>
    /// <param name="task">The pipeline.</param>
    /// <param name="run">One of its runs; null for the current one.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    public async Task<PipelineStatus> StatusAsync(string task, string? run, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, TaskAddress("status", task, run));
        return await ReadAsync<PipelineStatus>(message, cancellationToken);
    }

    /// <summary>Asks a run to stop.</summary>
    /// <param name="task">The pipeline.</param>
    /// <param name="run">One of its runs; null for the current one.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    public async Task<PipelineStatus> CancelAsync(string task, string? run, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, TaskAddress("cancel", task, run));
        return await ReadAsync<PipelineStatus>(message, cancellationToken);
    }

    /// <summary>Continues a run that has failed, or does one again from a stage on.</summary>
    /// <param name="task">The pipeline.</param>
    /// <param name="run">One of its runs; null for the current one.</param>
    /// <param name="from">The stage; null for the one at which it failed.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    public async Task<RunAnswer> RetryAsync(string task, string? run, string? from, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, TaskAddress("retry", task, run));
        message.Content = from is null
            ? null
            : new StringContent(JsonSerializer.Serialize(new { from_stage = from }), Encoding.UTF8, "application/json");
        return await ReadAsync<RunAnswer>(message, cancellationToken);
    }

    public async Task<PipelineResult> ResultAsync(string task, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, TaskAddress("result", task));
        return await ReadAsync<PipelineResult>(message, cancellationToken);
    }

    /// <summary>Uploads a transcript as a video's source.</summary>
    /// <param name="creator">The creator whose source it is; null = every creator's.</param>
    public async Task<SourceAnswer> UploadAsync(string text, string video, string? creator, CancellationToken cancellationToken)
    {
        string query = creator is null ? "" : $"?creator_id={Uri.EscapeDataString(creator)}";
        using var message = new HttpRequestMessage(HttpMethod.Put, new Uri(root, $"api/sources/{Uri.EscapeDataString(video)}{query}"))
        {
            Content = new StringContent(text, Encoding.UTF8, "text/plain"),
        };
        return await ReadAsync<SourceAnswer>(message, cancellationToken);
    }

    /// <summary>Opens an artifact; the caller disposes of the answer and reads its body.</summary>
    /// <param name="address">As the result names it: absolute, or relative to the server.</param>
    public async Task<HttpResponseMessage> OpenAsync(string address, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(root, address));
        return await SuccessAsync(await SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken), cancellationToken);
    }

    /// <summary>Opens a range of an artifact; the caller disposes of the answer. It may also be 404, or 416 when nothing lies in the range.</summary>
    public async Task<HttpResponseMessage> OpenRangeAsync(string address, RangeHeaderValue range, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(root, address));
        message.Headers.Range = range;
        HttpResponseMessage response = await SendAsync(message, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable
            ? response
            : await SuccessAsync(response, cancellationToken);
    }

    // hands an answer on, or disposes of it and throws
    private async Task<HttpResponseMessage> SuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await ThrowUnlessSuccessAsync(response, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private Uri TaskAddress(string what, string task, string? run = null) => new(
        root, $"api/pipeline/{what}/{Uri.EscapeDataString(task)}{(run is null ? "" : $"?run_id={Uri.EscapeDataString(run)}")}");

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using HttpResponseMessage response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        await ThrowUnlessSuccessAsync(response, cancellationToken);
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<T>(body) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException exception)
        {
            throw new ServerUnreachableException(
                $"{request.RequestUri} did not answer as VideoPipeline does ({exception.Message}) Is --url the right address?", exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, completion, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new ServerUnreachableException(
                $"The server at {Address} cannot be reached: {exception.Message}. " +
                "Start it with `scripts/run.sh serve`, or name another with --url.",
                exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServerUnreachableException($"The server at {Address} took more than {http.Timeout.TotalSeconds:0} s to answer.", exception);
        }
    }

    private async Task ThrowUnlessSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        Problem problem = ParseProblem(await ReadTextAsync(response, cancellationToken));
        string detail = problem.Detail ?? problem.Title ?? (response.StatusCode == HttpStatusCode.Unauthorized
            ? "it wants a key, set the environment variable VIDEOPIPELINE_KEY to one"
            : $"{response.ReasonPhrase} (the server gave no reason)");
        if ((int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests)
        {
            throw new ServerUnreachableException($"The server at {Address} failed with {(int)response.StatusCode}: {detail}");
        }

        throw new RequestRefusedException(response.StatusCode, detail, problem.Errors ?? new Dictionary<string, string[]>());
    }

    private async Task<string> ReadTextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new ServerUnreachableException($"The connection to {Address} broke: {exception.Message}", exception);
        }
    }

    private static Problem ParseProblem(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<Problem>(body) ?? new Problem(null, null, null);
        }
        catch (JsonException)
        {
            // a proxy's page, or FastAPI's list of errors: there is no detail to show
            return new Problem(null, null, null);
        }
    }
}
