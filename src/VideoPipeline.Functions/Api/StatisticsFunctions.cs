using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>Counts runs.</summary>
public sealed class StatisticsFunctions(RunRecordStore records)
{
    /// <summary>
    /// GET /api/pipeline/statistics: how many runs there are of each status, over all pipelines or those of the query's <c>creator_id</c>,
    /// <c>search</c>, <c>start_date</c> and <c>end_date</c>.
    /// </summary>
    [Function(nameof(GetPipelineStatistics))]
    public async Task<IActionResult> GetPipelineStatistics(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/pipeline/statistics")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new RunQuery(request);
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        RunStatistics counted = await records.CountAsync(query.Filter with { State = null }, cancellationToken);
        return new OkObjectResult(new StatisticsBody(
            new CountsBody(
                counted.Total,
                counted.Completed,
                counted.Failed,
                counted.Running,
                counted.Pending,
                counted.Cancelled,
                Math.Round(counted.SuccessRate * 100, 2)),
            new PublishStatusBody(0, 0, 0, 0, 0),
            counted.AverageDuration?.TotalSeconds));
    }

    /// <summary>The answer.</summary>
    internal sealed record StatisticsBody(
        [property: JsonPropertyName("pipeline")] CountsBody Pipeline,
        [property: JsonPropertyName("publish")] PublishStatusBody Publish,
        [property: JsonPropertyName("avg_duration_seconds")] double? AverageDurationSeconds);

    /// <summary>How many runs there are.</summary>
    internal sealed record CountsBody(
        [property: JsonPropertyName("total")] int Total,
        [property: JsonPropertyName("completed")] int Completed,
        [property: JsonPropertyName("failed")] int Failed,
        [property: JsonPropertyName("running")] int Running,
        [property: JsonPropertyName("pending")] int Pending,
        [property: JsonPropertyName("cancelled")] int Cancelled,
        [property: JsonPropertyName("success_rate")] double SuccessRate);
}
