using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Testing;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>A whole installation of its own: Azurite, the exporter and the app as processes.</summary>
public sealed class Studio : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly Azurite azurite = new();
    private readonly string state = Directory.CreateTempSubdirectory("videopipeline-e2e-").FullName;
    private readonly string hub = $"E2E{Guid.NewGuid():N}"[..30];
    private readonly int[] ports = Azurite.FreePorts(2);
    private ServerProcess app = null!;
    private ServerProcess exporter = null!;

    internal GatedStorage Storage { get; private set; } = null!;

    /// <summary>The app.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>The app's address.</summary>
    public string Url => $"http://127.0.0.1:{ports[0]}";

    /// <summary>What the app has written so far.</summary>
    public string AppOutput => app.Output;

    /// <summary>What the exporter has written so far.</summary>
    public string ExporterOutput => exporter.Output;

    public async Task InitializeAsync()
    {
        await azurite.InitializeAsync();
        Storage = await GatedStorage.StartAsync(azurite.ConnectionString);
        Http = new HttpClient { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromMinutes(2) };
        exporter = ServerProcess.Start("VideoPipeline.Exporter", "VideoPipeline.Exporter.dll", [], new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = Storage.ConnectionString,
            ["Exporter__StateDirectory"] = state,
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ports[1]}",
        });
        using var exporterHttp = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports[1]}") };
        await exporter.UntilHealthyAsync(exporterHttp);
        await StartAppAsync();
    }

    public async Task StartAppAsync()
    {
        app = StartApp(ports[0]);
        await app.UntilHealthyAsync(Http);
    }

    /// <summary>Another process of the app, on a port of the caller's.</summary>
    internal ServerProcess StartApp(int port) =>
        ServerProcess.Start("VideoPipeline.Functions", "VideoPipeline.Functions.dll", ["--port", $"{port}"], new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = Storage.ConnectionString,
            ["EXPORT_VIDEO_URL"] = $"http://127.0.0.1:{ports[1]}",
            ["AzureFunctionsJobHost__extensions__durableTask__hubName"] = hub,
        });

    public async Task KillAppAsync()
    {
        await app.KillAsync();
        app.Dispose();
    }

    /// <summary>Starts a run and gives the answer's JSON.</summary>
    public async Task<JsonNode> StartRunAsync(object request)
    {
        using HttpResponseMessage answer = await Http.PostAsJsonAsync("api/pipeline/run", request);
        answer.StatusCode.Should().Be(System.Net.HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>Follows a run to its end.</summary>
    public async Task<JsonNode> EndOfAsync(string taskId)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            JsonNode status = (await Http.GetFromJsonAsync<JsonNode>($"api/pipeline/status/{taskId}", patience.Token))!;
            if (status["status"]!.GetValue<string>() is "completed" or "failed")
            {
                return status;
            }

            await Task.Delay(100, patience.Token);
        }
    }

    /// <summary>The links to the artifacts of an ended run.</summary>
    public async Task<Dictionary<string, string>> ArtifactsOfAsync(string taskId)
    {
        JsonNode result = (await Http.GetFromJsonAsync<JsonNode>($"api/pipeline/result/{taskId}"))!;
        return result["artifacts"].Deserialize<Dictionary<string, string>>()!;
    }

    /// <summary>Names of the blobs below a prefix, over all containers of artifacts.</summary>
    public async Task<string[]> BlobsOfAsync(string prefix)
    {
        var names = new List<string>();
        var service = new Azure.Storage.Blobs.BlobServiceClient(azurite.ConnectionString);
        foreach (string container in (string[])["stories", "voices", "drafts", "videos", "logs"])
        {
            Azure.Storage.Blobs.BlobContainerClient client = service.GetBlobContainerClient(container);
            if (await client.ExistsAsync())
            {
                await foreach (Azure.Storage.Blobs.Models.BlobItem blob in client.GetBlobsAsync(
                    Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, prefix, CancellationToken.None))
                {
                    names.Add($"{container}/{blob.Name}");
                }
            }
        }

        return [.. names];
    }

    public async Task DisposeAsync()
    {
        app.Dispose();
        exporter.Dispose();
        Http.Dispose();
        await Storage.DisposeAsync();
        await azurite.DisposeAsync();
        Directory.Delete(state, recursive: true);
    }
}
