using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>Lists runs.</summary>
public sealed class ListFunctions(RunRecordStore records)
{
    private const int MostOnAPage = 100;
    private const int UsualOnAPage = 20;

    /// <summary>
    /// GET /api/pipeline/tasks: runs of all pipelines, the newest first. Query: <c>page</c> (from 1), <c>page_size</c> (1 to 100, default 20),
    /// <c>creator_id</c>, <c>status</c>, <c>start_date</c> and <c>end_date</c> (ISO 8601; the end is not included).
    /// </summary>
    [Function(nameof(ListPipelineTasks))]
    public async Task<IActionResult> ListPipelineTasks(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/pipeline/tasks")] HttpRequest request, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        int page = Number(request, "page", 1, int.MaxValue / MostOnAPage, 1, errors);
        int pageSize = Number(request, "page_size", 1, MostOnAPage, UsualOnAPage, errors);
        var filter = new RunFilter(
            request.Query["creator_id"].FirstOrDefault(), State(request, errors), Time(request, "start_date", errors), Time(request, "end_date", errors));
        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        RunPage found = await records.PageAsync(filter, (page - 1) * pageSize, pageSize, cancellationToken);
        return new OkObjectResult(new ListBody([.. found.Runs.Select(r => StatusBody.Of(r))], found.Total, page, pageSize));
    }

    private static int Number(HttpRequest request, string name, int least, int most, int otherwise, Dictionary<string, string[]> errors)
    {
        if (request.Query[name].FirstOrDefault() is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        errors[name] = [$"Must be a whole number from {least} to {most}."];
        return otherwise;
    }

    private static RunState? State(HttpRequest request, Dictionary<string, string[]> errors)
    {
        if (request.Query["status"].FirstOrDefault() is not { } text)
        {
            return null;
        }

        foreach (RunState state in Enum.GetValues<RunState>())
        {
            if (Labels.Of(state) == text)
            {
                return state;
            }
        }

        errors["status"] = [$"Must be one of {string.Join(", ", Enum.GetValues<RunState>().Select(Labels.Of))}."];
        return null;
    }

    private static DateTimeOffset? Time(HttpRequest request, string name, Dictionary<string, string[]> errors)
    {
        if (request.Query[name].FirstOrDefault() is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) && time.Year > 1)
        {
            return time;
        }

        errors[name] = ["Must be a time in ISO 8601, for example 2026-01-31 or 2026-01-31T08:00:00Z."];
        return null;
    }

    private sealed record ListBody(
        [property: JsonPropertyName("tasks")] IReadOnlyList<StatusBody> Tasks,
        [property: JsonPropertyName("total")] int Total,
        [property: JsonPropertyName("page")] int Page,
        [property: JsonPropertyName("page_size")] int PageSize);
}
