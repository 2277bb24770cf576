using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FunctionsSelfHost.Tests.Engine;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Tests.Management;

/// <summary>A host with the engine's functions, and its management API as a client sees it.</summary>
internal sealed class ManagementApi(string? storage) : IAsyncLifetime
{
    public const string Path = "runtime/webhooks/durabletask";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly HttpClient Http = new() { Timeout = Patience };

    private readonly EngineHost host = new(storage, typeof(EngineFunctions), typeof(RewindFunctions));

    public string Hub => host.Hub;

    public string BaseAddress => host.BaseAddress;

    public DurableTaskClient Client => host.Client;

    public static string NewId() => Guid.NewGuid().ToString("N");

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    /// <summary>Sends a request below the API's path, or to an absolute URL.</summary>
    public async Task<HttpResponseMessage> SendAsync(string verb, string url, string? body = null, string contentType = "application/json", string? token = null)
    {
        Uri target = new(url.StartsWith("http", StringComparison.Ordinal) ? url : $"{BaseAddress}/{Path}/{url}");
        using HttpRequestMessage request = new(new HttpMethod(verb), target);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, contentType);
        if (token is not null)
        {
            request.Headers.Add("x-ms-continuation-token", token);
        }

        return await Http.SendAsync(request);
    }

    /// <summary>Sends a request; gives the status code.</summary>
    public async Task<HttpStatusCode> CodeOfAsync(string verb, string url, string? body = null, string contentType = "application/json")
    {
        using HttpResponseMessage response = await SendAsync(verb, url, body, contentType);
        return response.StatusCode;
    }

    /// <summary>Sends a request that must have a certain answer; gives its JSON.</summary>
    public async Task<JsonNode> JsonOfAsync(string verb, string url, HttpStatusCode expected = HttpStatusCode.OK, string? body = null)
    {
        using HttpResponseMessage response = await SendAsync(verb, url, body);
        response.StatusCode.Should().Be(expected);
        return await JsonOfAsync(response);
    }

    public static async Task<JsonNode> JsonOfAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>Runs an orchestration to its end.</summary>
    public async Task<string> RunAsync(string orchestrator, object? input = null, string? id = null)
    {
        string started = await ScheduleAsync(orchestrator, input, id);
        await EndOfAsync(started);
        return started;
    }

    /// <summary>Starts an orchestration that stands at a gate; it waits for events behind it.</summary>
    public async Task<string> RunToGateAsync(string? id = null)
    {
        string started = await ScheduleAsync(nameof(EngineFunctions.WaitsForEvent), null, id);
        await Gate.ReachedAsync($"{started}:before");
        return started;
    }

    public async Task<OrchestrationMetadata> EndOfAsync(string id)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await Client.WaitForInstanceCompletionAsync(id, true, patience.Token);
    }

    private Task<string> ScheduleAsync(string orchestrator, object? input, string? id) =>
        Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(id ?? NewId()));
}
