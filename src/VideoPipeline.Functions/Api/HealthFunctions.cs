using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace VideoPipeline.Functions.Api;

/// <summary>Tells whether the app can work.</summary>
public sealed class HealthFunctions(BlobServiceClient blobs, TimeProvider time)
{
    /// <summary>GET /health: 200 when the storage answers, else 503. The names are the original's.</summary>
    [Function(nameof(GetHealth))]
    public async Task<IActionResult> GetHealth(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken)
    {
        _ = request;
        try
        {
            await blobs.GetPropertiesAsync(cancellationToken);
            return new OkObjectResult(new HealthBody("healthy", time.GetUtcNow(), "connected", 0));
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            return new ObjectResult(new HealthBody("unhealthy", time.GetUtcNow(), "unreachable", 0)) { StatusCode = StatusCodes.Status503ServiceUnavailable };
        }
    }

    /// <summary>The answer.</summary>
    internal sealed record HealthBody(
        [property: JsonPropertyName("status")] string Status,
        [property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp,
        [property: JsonPropertyName("database")] string Database,
        [property: JsonPropertyName("accounts_loaded")] int AccountsLoaded);
}
