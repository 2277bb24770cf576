using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Starting;

namespace VideoPipeline.Functions.Api;

/// <summary>Starts many pipelines at once.</summary>
public sealed class BatchFunctions(StartAnswer starts)
{
    private const int MostRequests = 500;
    private const int MaxBodyBytes = 16 * 1024 * 1024;
    private const int StartedAtOnce = 8;

    // what would be in the way of the answer's own members
    private static readonly string[] OwnMembers = ["index", "status"];

    /// <summary>
    /// POST /api/pipeline/batch: <c>{"requests": [...]}</c>, 1 to 500 bodies of POST /api/pipeline/run. Answers for each, in their order, the
    /// status and the members that it would have got alone: one that is refused keeps none of the others from starting. With an
    /// <c>Idempotency-Key</c> each has the key <c>{key}/{index}</c>.
    /// </summary>
    [Function(nameof(StartPipelineBatch))]
    public async Task<IActionResult> StartPipelineBatch(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/pipeline/batch")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        BinaryData? body = await Body.ReadAsync(request, MaxBodyBytes, cancellationToken);
        if (body is null)
        {
            return Problem.TooLarge(
                $"The body has more than {MaxBodyBytes} bytes. Upload the transcripts with PUT /api/sources/{{video_id}} first, or send several batches.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("requests", out JsonElement requests)
                && requests.ValueKind == JsonValueKind.Array
                && requests.GetArrayLength() is >= 1 and <= MostRequests
                ? await StartAsync([.. requests.EnumerateArray()], request, client, cancellationToken)
                : Problem.Invalid(new Dictionary<string, string[]> { ["requests"] = [$"Must be an array of 1 to {MostRequests} requests."] });
        }
        catch (JsonException e)
        {
            return Problem.NotJson(e);
        }
    }

    private async Task<IActionResult> StartAsync(
        JsonElement[] requests, HttpRequest request, DurableTaskClient client, CancellationToken cancellationToken)
    {
        string? key = request.Headers[StartFunctions.KeyHeader].FirstOrDefault();
        var answers = new ObjectResult[requests.Length];
        var orders = new List<(int Index, StartOrder Order)>();
        for (int i = 0; i < requests.Length; i++)
        {
            (StartOrder? order, ObjectResult? refusal) = starts.Read(requests[i], key is null ? null : $"{key}/{i}");
            if (order is not null)
            {
                orders.Add((i, order));
            }

            answers[i] = refusal!;
        }

        // those of one pipeline one after the other: their order may matter to them
        var limit = new ParallelOptions { MaxDegreeOfParallelism = StartedAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(orders.GroupBy(o => o.Order.Request.Pipeline), limit, async (pipeline, stop) =>
        {
            foreach ((int index, StartOrder order) in pipeline)
            {
                answers[index] = await starts.StartAsync(order, request, client, stop);
            }
        });
        int accepted = answers.Count(a => a.StatusCode == StatusCodes.Status202Accepted);
        return new OkObjectResult(new BatchBody([.. answers.Select(ResultOf)], accepted, answers.Length - accepted));
    }

    private static JsonObject ResultOf(ObjectResult answer, int index)
    {
        var result = new JsonObject { ["index"] = index, ["status"] = answer.StatusCode };
        JsonObject alone = JsonSerializer.SerializeToNode(answer.Value)!.AsObject();
        foreach ((string name, JsonNode? value) in alone.Where(m => !OwnMembers.Contains(m.Key)))
        {
            result[name] = value?.DeepClone();
        }

        return result;
    }

    /// <summary>The answer.</summary>
    internal sealed record BatchBody(
        [property: JsonPropertyName("results")] IReadOnlyList<JsonObject> Results,
        [property: JsonPropertyName("accepted")] int Accepted,
        [property: JsonPropertyName("refused")] int Refused);
}
