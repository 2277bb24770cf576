using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Starting;

namespace VideoPipeline.Functions.Api;

/// <summary>Starts pipelines.</summary>
public sealed class StartFunctions(PipelineStarter starter)
{
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
            StartOrder order = RequestParser.Parse(body, request.Headers["Idempotency-Key"].FirstOrDefault());
            return StartedBody.Answer(await starter.StartAsync(order, client, cancellationToken), request);
        }
        catch (JsonException e)
        {
            return Problem.BadRequest($"The body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}). Send a JSON object.");
        }
        catch (RequestInvalidException e)
        {
            return Problem.Invalid(e.Errors);
        }
        catch (StartFailedException e)
        {
            return Problem.Unavailable(e.Message);
        }
    }
}
