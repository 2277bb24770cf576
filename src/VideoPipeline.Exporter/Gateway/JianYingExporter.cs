using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using VideoPipeline.Drafts;
using VideoPipeline.Exporter.Rendering;

namespace VideoPipeline.Exporter.Gateway;

/// <summary>
/// Lets a JianYing exporter render: <c>POST {base}/api/export_draft {"draft_name"}</c>, which answers when the video is there. The service can
/// neither be asked how far it is nor be told to stop, and would export a draft again that it is sent again. So a draft is sent once; only a
/// service that could not be reached at all is tried again.
/// </summary>
internal sealed class JianYingExporter : IDraftRenderer
{
    private const string ExportPath = "/api/export_draft";

    private readonly HttpClient http;
    private readonly Uri url;
    private readonly GatewayOptions gateway;
    private readonly string videos;
    private readonly string ffmpegFolder;
    private readonly IHostApplicationLifetime lifetime;
    private readonly TimeProvider time;
    private readonly ResiliencePipeline untilReached;

    public JianYingExporter(
        HttpClient http,
        IOptions<GatewayOptions> gateway,
        IOptions<ExporterOptions> exporter,
        IOptions<RenderOptions> rendering,
        IHostApplicationLifetime lifetime,
        TimeProvider time)
    {
        this.http = http;
        this.gateway = gateway.Value;
        this.lifetime = lifetime;
        this.time = time;
        string root = this.gateway.Url!.TrimEnd('/');
        url = new Uri(root.EndsWith(ExportPath, StringComparison.Ordinal) ? root : root + ExportPath);
        videos = FirstSet(this.gateway.VideoFolder, exporter.Value.VideoOutputDir, exporter.Value.DraftLocalDir)
            ?? throw new InvalidOperationException(
                "A gateway to a JianYing exporter needs the folder that both see: set DRAFT_LOCAL_DIR to where JianYing's drafts lie.");
        ffmpegFolder = rendering.Value.FfmpegFolder;
        untilReached = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(WasNotReached),
                MaxRetryAttempts = 10,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(30),
            })
            .Build();
    }

    /// <inheritdoc/>
    public bool MayRepeat => false;

    /// <inheritdoc/>
    public async Task<RenderedVideo> RenderAsync(
        string draftFolder, string outputPath, IProgress<int> percent, CancellationToken cancellationToken)
    {
        double expected = await SecondsOfAsync(draftFolder, cancellationToken);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(draftFolder));
        string answered = await ExportAsync(name, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        string video = Path.Combine(videos, FileNameOf(answered));
        if (!File.Exists(video))
        {
            throw new RenderFailedException(
                $"The JianYing exporter says that the video is {answered}, but there is no {video}. Set Exporter__Gateway__VideoFolder to where this machine sees its videos.");
        }

        TimeSpan length = await VideoProbe.MeasureAsync(video, expected, ffmpegFolder, cancellationToken);
        File.Copy(video, outputPath, overwrite: true);
        return new RenderedVideo(length, []);
    }

    // Whoever cancels does not stop JianYing: the next draft may be sent only when it has answered.
    private async Task<string> ExportAsync(string draft, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(gateway.Timeout, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, lifetime.ApplicationStopping);
        try
        {
            using HttpResponseMessage response = await untilReached.ExecuteAsync(
                async stop =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return await http.PostAsJsonAsync(url, new ExportBody(draft), stop);
                },
                over.Token);
            return await ReadAsync(response, over.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new RenderFailedException(
                $"The JianYing exporter has not answered within {gateway.Timeout:g} (Exporter__Gateway__Timeout). See to JianYing, then retry the run.");
        }
        catch (HttpRequestException e)
        {
            throw new RenderFailedException(
                WasNotReached(e)
                    ? $"The JianYing exporter at {url.Authority} cannot be reached ({e.Message}). Start it, or correct Exporter__Gateway__Url, then retry the run."
                    : $"The connection to the JianYing exporter broke ({e.Message}). See whether JianYing still exports, then retry the run.",
                e);
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        AnswerBody? body;
        try
        {
            body = JsonSerializer.Deserialize<AnswerBody>(text);
        }
        catch (JsonException)
        {
            body = null;
        }

        if (!response.IsSuccessStatusCode || body is not { Status: "success" })
        {
            string reason = body?.Detail ?? body?.Message ?? $"status {(int)response.StatusCode}, {text[..Math.Min(text.Length, 500)]}";
            throw new RenderFailedException($"The JianYing exporter has failed: {reason}");
        }

        return string.IsNullOrWhiteSpace(body.OutputPath)
            ? throw new RenderFailedException("导出服务返回空路径: the JianYing exporter answered no path of a video. See whether it could export at all.")
            : body.OutputPath;
    }

    private static async Task<double> SecondsOfAsync(string draftFolder, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream content = File.OpenRead(Path.Combine(draftFolder, DraftFiles.Content));
            using JsonDocument draft = await JsonDocument.ParseAsync(content, cancellationToken: cancellationToken);
            return draft.RootElement.GetProperty("duration").GetInt64() / 1e6;
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new DraftInvalidException($"The draft's {DraftFiles.Content} is missing or does not tell its duration.");
        }
    }

    // its machine may be a Windows, ours may not
    private static string FileNameOf(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    private static string? FirstSet(params string?[] settings) => settings.FirstOrDefault(s => !string.IsNullOrEmpty(s));

    private static bool WasNotReached(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.NameResolutionError
        || (e.HttpRequestError == HttpRequestError.ConnectionError && e.InnerException is SocketException);

    private sealed record ExportBody([property: JsonPropertyName("draft_name")] string DraftName);

    private sealed record AnswerBody(
        [property: JsonPropertyName("status")] string? Status,
        [property: JsonPropertyName("output_path")] string? OutputPath,
        [property: JsonPropertyName("detail")] string? Detail,
        [property: JsonPropertyName("message")] string? Message);
}
