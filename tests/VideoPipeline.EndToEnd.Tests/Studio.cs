using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using VideoPipeline.Testing;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>
/// A whole installation of its own: Azurite, the exporter and the app as processes. Where the environment names an app that runs already,
/// it is that one.
/// </summary>
public class Studio : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    // many tests follow many runs: asking often would be most of the load
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Target? target = Target.FromEnvironment();
    private readonly Azurite azurite = new();
    private readonly string state = Directory.CreateTempSubdirectory("videopipeline-e2e-").FullName;
    private readonly string hub = $"E2E{Guid.NewGuid():N}"[..30];
    private AppServer[] apps = [];
    private HttpClient? targetHttp;
    private string exporterUrl = "";

    internal IStorageGate Storage { get; private set; } = null!;

    /// <summary>The app, the first of its processes.</summary>
    public HttpClient Http => HttpOf(0);

    /// <summary>The app's address.</summary>
    public string Url => Http.BaseAddress!.ToString();

    /// <summary>What the exporter has written so far.</summary>
    public string ExporterOutput => Exporter?.Output ?? "";

    /// <summary>The queue that requests can be sent to.</summary>
    public QueueClient Requests { get; private set; } = null!;

    /// <summary>The storage's tables.</summary>
    public TableServiceClient Tables { get; private set; } = null!;

    /// <summary>The exporter's process; null where a test stands in for it.</summary>
    internal ServerProcess? Exporter { get; private set; }

    /// <summary>The processes of the app.</summary>
    internal IReadOnlyList<AppServer> Apps => apps;

    /// <summary>Whether the app was started elsewhere.</summary>
    protected bool IsElsewhere => target is not null;

    /// <summary>How many processes of the app there are.</summary>
    protected virtual int AppCount => 1;

    /// <summary>The connection string by way of the gate.</summary>
    protected string GatedConnection { get; private set; } = "";

    private string Connection => target?.Storage ?? azurite.ConnectionString;

    public virtual async Task InitializeAsync()
    {
        if (target is not null)
        {
            targetHttp = target.CreateClient();
            Storage = new RemoteGate(target.Gate);
            await ConnectAsync();
            return;
        }

        await azurite.InitializeAsync();
        GatedStorage gate = await GatedStorage.StartAsync(azurite.ConnectionString);
        Storage = gate;
        GatedConnection = gate.ConnectionString;
        await ConnectAsync();
        string exporter = await StartExporterAsync();
        Dictionary<string, string> settings = new(Settings())
        {
            ["AzureWebJobsStorage"] = GatedConnection,
            ["EXPORT_VIDEO_URL"] = exporter,
            ["AzureFunctionsJobHost__extensions__durableTask__hubName"] = hub,
        };
        apps = [.. Azurite.FreePorts(AppCount).Select(port => new AppServer(port, settings))];
        await Task.WhenAll(apps.Select(app => app.StartAsync()));
    }

    /// <summary>One of the app's processes, or the only one, whichever is asked for.</summary>
    public HttpClient HttpOf(int app) => targetHttp ?? apps[app].Http;

    /// <summary>Another process of the app, on a port of the caller's.</summary>
    internal ServerProcess StartApp(int port) => apps[0].StartOn(port);

    public Task StartAppAsync() => apps[0].StartAsync();

    public Task KillAppAsync() => apps[0].KillAsync();

    /// <summary>Starts a run and gives the answer's JSON.</summary>
    public async Task<JsonNode> StartRunAsync(object request)
    {
        using HttpResponseMessage answer = await Http.PostAsJsonAsync("api/pipeline/run", request);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>How a run is; without a run ID, the task's current one.</summary>
    public async Task<JsonNode> StatusOfAsync(string taskId, string? run = null, CancellationToken cancellationToken = default) =>
        (await Http.GetFromJsonAsync<JsonNode>($"api/pipeline/status/{taskId}{(run is null ? "" : $"?run_id={run}")}", cancellationToken))!;

    /// <summary>Follows a run to its end.</summary>
    public Task<JsonNode> EndOfAsync(string taskId, string? run = null) =>
        UntilAsync(taskId, run, s => s["status"]!.GetValue<string>() is "completed" or "failed" or "cancelled");

    /// <summary>Follows a run until its status is as it should be.</summary>
    public async Task<JsonNode> UntilAsync(string taskId, string? run, Func<JsonNode, bool> isReached)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (TimeSpan pause = FirstPause; ; pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause)
        {
            JsonNode status = await StatusOfAsync(taskId, run, patience.Token);
            if (isReached(status))
            {
                return status;
            }

            await Task.Delay(pause, patience.Token);
        }
    }

    /// <summary>Cancels a run.</summary>
    public async Task<HttpStatusCode> CancelAsync(string taskId, string? run = null)
    {
        using HttpResponseMessage answer =
            await Http.PostAsync(new Uri($"api/pipeline/cancel/{taskId}{(run is null ? "" : $"?run_id={run}")}", UriKind.Relative), null);
        return answer.StatusCode;
    }

    /// <summary>The links to the artifacts of an ended run.</summary>
    public async Task<Dictionary<string, string>> ArtifactsOfAsync(string taskId, string? run = null)
    {
        JsonNode result = (await Http.GetFromJsonAsync<JsonNode>($"api/pipeline/result/{taskId}{(run is null ? "" : $"?run_id={run}")}"))!;
        return result["artifacts"].Deserialize<Dictionary<string, string>>()!;
    }

    /// <summary>Names of the blobs below a prefix, over all containers of artifacts.</summary>
    public async Task<string[]> BlobsOfAsync(string prefix) => [.. (await ContentsOfAsync(prefix)).Keys];

    /// <summary>The blobs below a prefix, over all containers of artifacts: name and ETag, which changes with every write.</summary>
    public async Task<IReadOnlyDictionary<string, (string ETag, string Content)>> ContentsOfAsync(string prefix)
    {
        var blobs = new Dictionary<string, (string, string)>();
        var service = new BlobServiceClient(Connection);
        foreach (string name in (string[])["stories", "voices", "drafts", "videos", "logs"])
        {
            BlobContainerClient container = service.GetBlobContainerClient(name);
            if (await container.ExistsAsync())
            {
                await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, CancellationToken.None))
                {
                    blobs.Add($"{name}/{blob.Name}", ($"{blob.Properties.ETag}", Convert.ToBase64String(blob.Properties.ContentHash ?? [])));
                }
            }
        }

        return blobs;
    }

    public virtual async Task DisposeAsync()
    {
        foreach (AppServer app in apps)
        {
            app.Dispose();
        }

        targetHttp?.Dispose();
        Exporter?.Dispose();
        await Storage.DisposeAsync();
        await azurite.DisposeAsync();
        Directory.Delete(state, recursive: true);
    }

    /// <summary>Settings of the app beyond the usual ones.</summary>
    protected virtual IDictionary<string, string> Settings() => new Dictionary<string, string>();

    /// <summary>Settings of the exporter beyond the usual ones.</summary>
    protected virtual IDictionary<string, string> ExporterSettings() => new Dictionary<string, string>();

    /// <summary>Starts the exporter, and answers its address.</summary>
    protected virtual async Task<string> StartExporterAsync()
    {
        await StartExporterAsync($"http://127.0.0.1:{Azurite.FreePorts(1)[0]}");
        return exporterUrl;
    }

    /// <summary>Stops the exporter as an operator would, and starts it again where it was.</summary>
    public async Task RestartExporterAsync()
    {
        await Exporter!.StopAsync();
        Exporter.Dispose();
        await StartExporterAsync(exporterUrl);
    }

    private async Task StartExporterAsync(string url)
    {
        exporterUrl = url;
        Exporter = ServerProcess.Start("VideoPipeline.Exporter", "VideoPipeline.Exporter.dll", [], new Dictionary<string, string>(ExporterSettings())
        {
            ["AzureWebJobsStorage"] = GatedConnection,
            ["Exporter__StateDirectory"] = state,
            ["ASPNETCORE_URLS"] = url,
        });
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        await Exporter.UntilHealthyAsync(http);
    }

    private async Task ConnectAsync()
    {
        Tables = new TableServiceClient(Connection);
        Requests = new QueueClient(Connection, "pipeline-requests", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await Requests.CreateIfNotExistsAsync();
    }
}
