using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>
/// Stands between the app and the blobs of Azurite. A gate holds the upload of one blob, so that a test knows where the app is when it
/// kills it.
/// </summary>
internal sealed class GatedStorage : IStorageGate
{
    /// <summary>Where the gate of another process is worked: PUT closes it, DELETE opens it, GET waits until something is held.</summary>
    public const string Control = "/~gate";

    /// <summary>How long something may take to be held.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly HttpClient forward = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly WebApplication proxy;
    private readonly Uri blobs;
    private readonly Lock gate = new();
    private string? heldName;
    private TaskCompletionSource reached = NewSource();
    private TaskCompletionSource open = NewSource();

    private GatedStorage(WebApplication proxy, Uri blobs)
    {
        this.proxy = proxy;
        this.blobs = blobs;
        proxy.Use(ControlAsync);
        proxy.Run(ForwardAsync);
    }

    /// <summary>The connection string, by way of the gate.</summary>
    public string ConnectionString { get; private init; } = "";

    public static async Task<GatedStorage> StartAsync(string connectionString)
    {
        (WebApplication proxy, string url) = LoopbackServer.Create();
        string endpoint = connectionString.Split(';').First(p => p.StartsWith("BlobEndpoint=", StringComparison.Ordinal))["BlobEndpoint=".Length..];
        var blobs = new Uri(endpoint);
        var storage = new GatedStorage(proxy, new Uri($"{blobs.Scheme}://{blobs.Authority}"))
        {
            ConnectionString = connectionString.Replace(blobs.Authority, new Uri(url).Authority, StringComparison.Ordinal),
        };
        await storage.proxy.StartAsync();
        return storage;
    }

    /// <summary>A process of its own, until it is told to end.</summary>
    public static async Task RunAsync(Uri blobs, string url)
    {
        await using var storage = new GatedStorage(LoopbackServer.Create(url).App, new Uri($"{blobs.Scheme}://{blobs.Authority}"));
        await storage.proxy.RunAsync();
    }

    public void Close(string name)
    {
        lock (gate)
        {
            heldName = name;
            reached = NewSource();
            open = NewSource();
        }
    }

    public Task ReachedAsync() => reached.Task.WaitAsync(Patience);

    public void Open()
    {
        lock (gate)
        {
            heldName = null;
            open.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Open();
        await proxy.DisposeAsync();
        forward.Dispose();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ControlAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path != Control)
        {
            await next(http);
        }
        else if (http.Request.Method == "PUT")
        {
            Close(http.Request.Query["name"].ToString());
        }
        else if (http.Request.Method == "DELETE")
        {
            Open();
        }
        else
        {
            await reached.Task.WaitAsync(http.RequestAborted);
        }
    }

    private async Task ForwardAsync(HttpContext http)
    {
        if (await IsHeldAsync(http.Request))
        {
            http.Abort();
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), blobs + http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget.TrimStart('/'));
        if (http.Request.ContentLength is not null || http.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(http.Request.Body);
        }

        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in http.Request.Headers)
        {
            if (name != "Host" && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        using HttpResponseMessage response = await forward.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers))
        {
            if (name is not "Transfer-Encoding")
            {
                http.Response.Headers[name] = values.ToArray();
            }
        }

        if (http.Request.Method != "HEAD")
        {
            await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
        }
    }

    private async Task<bool> IsHeldAsync(HttpRequest request)
    {
        Task opened;
        lock (gate)
        {
            if (heldName is null || request.Method != "PUT" || !Uri.UnescapeDataString(request.Path.Value!).Contains(heldName, StringComparison.Ordinal))
            {
                return false;
            }

            reached.TrySetResult();
            opened = open.Task;
        }

        await opened;
        return true;
    }
}
