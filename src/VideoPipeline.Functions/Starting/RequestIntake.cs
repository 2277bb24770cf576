using System.Text.Json;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Webhooks;

namespace VideoPipeline.Functions.Starting;

/// <summary>
/// Starts pipelines from the queue <c>pipeline-requests</c>: the same JSON as by HTTP. A message's ID is its idempotency key, so one that
/// is delivered again, after whatever crash, is the same run; it leaves the queue only when the request is safe.
/// </summary>
public sealed partial class RequestIntake(PipelineStarter starter, RefusedRequests refused, CallbackHosts callbacks, ILogger<RequestIntake> logger)
{
    /// <summary>The name of the queue.</summary>
    public const string Queue = "pipeline-requests";

    /// <summary>Takes a request. One that is not valid goes to the poison queue at once; trying it again would not mend it.</summary>
    [Function(nameof(StartQueuedRequest))]
    public async Task StartQueuedRequest(
        [QueueTrigger(Queue)] QueueMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        StartOrder order;
        try
        {
            order = RequestParser.Parse(message.Body, $"queue:{message.MessageId}", callbacks);
        }
        catch (Exception e) when (e is RequestInvalidException or JsonException)
        {
            LogRefused(logger, message.MessageId, e.Message);
            await refused.AddAsync(message, e.Message, cancellationToken);
            return;
        }

        StartResult result = await starter.StartAsync(order, client, cancellationToken);
        LogTaken(logger, message.MessageId, result.Outcome, result.Pipeline.Value, result.Run.ToString());
    }

    [LoggerMessage(2011, LogLevel.Information, "Message {MessageId}: {Outcome}; {Pipeline} is served by the run {RunId}")]
    private static partial void LogTaken(ILogger logger, string messageId, StartOutcome outcome, string pipeline, string runId);

    [LoggerMessage(2012, LogLevel.Warning, "Message {MessageId} is not a valid request, and goes to the poison queue: {Reason}")]
    private static partial void LogRefused(ILogger logger, string messageId, string reason);
}
