using Azure.Core;
using Azure.Core.Pipeline;

namespace VideoPipeline.Exporter.Tests.Hosting;

/// <summary>Sees each renewal of a lease that storage has answered.</summary>
internal sealed class Renewals : HttpPipelineSynchronousPolicy
{
    private readonly Moments renewed = new();

    public Task NextAsync() => renewed.NextAsync();

    public override void OnReceivedResponse(HttpMessage message)
    {
        if (message.Request.Headers.TryGetValue("x-ms-lease-action", out string? action) && action == "renew" && !message.Response.IsError)
        {
            renewed.Add();
        }
    }
}
