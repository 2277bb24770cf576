using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Functions.Api;

/// <summary>Tells how the exporter is.</summary>
public sealed class ExporterFunctions(ExporterLane lane)
{
    /// <summary>GET /api/exporter: who exports, who waits and about how long, and how busy the exporter was.</summary>
    [Function(nameof(GetExporter))]
    public async Task<IActionResult> GetExporter(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/exporter")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        _ = request;
        return new OkObjectResult(await lane.ReadAsync(client, cancellationToken));
    }
}
