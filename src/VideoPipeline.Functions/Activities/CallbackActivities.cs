using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Api;
using VideoPipeline.Functions.Runs;
using VideoPipeline.Pipelines;
using VideoPipeline.Webhooks;

namespace VideoPipeline.Functions.Activities;

/// <summary>The activities of callbacks.</summary>
public sealed class CallbackActivities(RunRecordStore records, WebhookSender sender, RunCallbacks callbacks, RunLog log)
{
    /// <summary>Has the run's callback made, beside the run.</summary>
    [Function(nameof(AnnounceEnd))]
    public async Task<bool> AnnounceEnd(
        [ActivityTrigger] PipelineInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await callbacks.AnnounceAsync(input, client, cancellationToken);
        return true;
    }

    /// <summary>Calls back once; true when it was taken, false when it was refused for good.</summary>
    /// <exception cref="HttpRequestException">It could not be delivered: it is to be tried again.</exception>
    [Function(nameof(CallBack))]
    public async Task<bool> CallBack([ActivityTrigger] RunKey run, CancellationToken cancellationToken)
    {
        if (await records.FindAsync(run, cancellationToken) is not { Input.Request.CallbackUrl: { } url } record)
        {
            // deleted since
            return false;
        }

        if (!record.HasEnded)
        {
            throw new InvalidOperationException($"The run {run} is about to end; its callback waits for that.");
        }

        string delivery = run.Run.ToString();
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new CallbackBody($"run.{Labels.Of(record.State)}", delivery, StatusBody.Of(record)));
        try
        {
            string? refusal = await sender.SendAsync(url, delivery, body, cancellationToken);
            await log.WriteAsync(run, refusal is null ? "The callback was taken." : $"The callback was refused: {refusal}", cancellationToken);
            return refusal is null;
        }
        catch (HttpRequestException e)
        {
            await log.WriteAsync(run, $"The callback could not be delivered: {e.Message}", cancellationToken);
            throw;
        }
    }

    private sealed record CallbackBody(
        [property: JsonPropertyName("event")] string Event,
        [property: JsonPropertyName("delivery")] string Delivery,
        [property: JsonPropertyName("run")] StatusBody Run);
}
