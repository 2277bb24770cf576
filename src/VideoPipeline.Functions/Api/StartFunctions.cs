using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Starting;

namespace VideoPipeline.Functions.Api;

/// <summary>Starts pipelines.</summary>
public sealed class StartFunctions(StartAnswer starts)
{
    /// <summary>The header with a request's idempotency key.</summary>
    internal const string KeyHeader = "Idempotency-Key";

    // a transcript of full size, every byte of it escaped, and the rest
    private const int MaxBodyBytes = (RequestParser.MaxTranscriptBytes * 6) + (64 * 1024);

    /// <summary>POST /api/pipeline/run: starts a run, or tells which run serves the request already.</summary>
    [Function(nameof(StartPipeline))]
    public async Task<IActionResult> StartPipeline(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/pipeline/run")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        BinaryData? body = await Body.ReadAsync(request, MaxBodyBytes, cancellationToken);
        if (body is null)
        {
            return Problem.TooLarge($"The body has more than {MaxBodyBytes} bytes. Upload a long transcript with PUT /api/sources/{{video_id}} first.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            (StartOrder? order, ObjectResult? refusal) = starts.Read(document.RootElement, request.Headers[KeyHeader].FirstOrDefault());
            return order is null ? refusal! : await starts.StartAsync(order, request, client, cancellationToken);
        }
        catch (JsonException e)
        {
            return Problem.NotJson(e);
        }
    }
}
