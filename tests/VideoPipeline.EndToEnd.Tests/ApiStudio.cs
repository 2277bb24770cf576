using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>The app with somebody to call back, and with no exporter.</summary>
public sealed class ApiStudio : Studio
{
    public const string Secret = "a secret of the tests";

    private LoopbackServer receiver = null!;

    /// <summary>Where the receiver takes calls.</summary>
    public string ReceiverUrl => $"{receiver.Url}/hook";

    /// <summary>What it was sent: signature and body.</summary>
    public ConcurrentQueue<(string Signature, byte[] Body)> Calls { get; } = new();

    /// <summary>Completed with the first call.</summary>
    public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override async Task InitializeAsync()
    {
        receiver = LoopbackServer.Create();
        receiver.App.MapPost("/hook", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            Calls.Enqueue((request.Headers["X-VideoPipeline-Signature"].ToString(), body.ToArray()));
            Called.TrySetResult();
        });
        await receiver.App.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await receiver.App.DisposeAsync();
    }

    protected override IDictionary<string, string> Settings() => new Dictionary<string, string>
    {
        ["Webhooks__AllowedHosts__0"] = new Uri(receiver.Url).Authority,
        ["Webhooks__Secret"] = Secret,
    };

    // port 9 discards, and nobody listens there
    protected override Task<string> StartExporterAsync() => Task.FromResult("http://127.0.0.1:9");
}
