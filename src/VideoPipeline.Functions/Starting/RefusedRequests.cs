using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Starting;

/// <summary>The queue <c>pipeline-requests-poison</c>: requests that cannot be taken, each with the reason.</summary>
public sealed class RefusedRequests(QueueServiceClient queues, PipelineMetrics metrics, TimeProvider time)
{
    // a message has room for 64 KiB of base64; a few are left for the rest
    private const int MaxBytes = 47 * 1024;

    private readonly QueueClient queue = queues.GetQueueClient($"{RequestIntake.Queue}-poison");

    /// <summary>Adds a message with the reason why it was refused. When both together are too long, the message goes alone, as it came.</summary>
    public async Task AddAsync(QueueMessage message, string reason, CancellationToken cancellationToken)
    {
        byte[] told = JsonSerializer.SerializeToUtf8Bytes(new Refusal(reason, message.MessageId, time.GetUtcNow(), message.Body.ToString()));
        await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await queue.SendMessageAsync(
            told.Length <= MaxBytes ? new BinaryData(told) : message.Body, timeToLive: TimeSpan.FromSeconds(-1), cancellationToken: cancellationToken);
        metrics.Refused();
    }

    private sealed record Refusal(
        [property: JsonPropertyName("reason")] string Reason,
        [property: JsonPropertyName("message_id")] string MessageId,
        [property: JsonPropertyName("refused_at")] DateTimeOffset RefusedAt,
        [property: JsonPropertyName("message")] string Message);
}
