using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>Error answers of RFC 9457, <c>application/problem+json</c>. The detail tells a person what to do.</summary>
internal static class Problem
{
    private const string ContentType = "application/problem+json";

    /// <summary>400: the request cannot be read.</summary>
    public static ObjectResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, "Bad request", detail);

    /// <summary>401: the caller has not shown who it is.</summary>
    public static IActionResult Unauthorized(string detail) => Of(StatusCodes.Status401Unauthorized, "Unauthorized", detail);

    /// <summary>404: there is no such thing.</summary>
    public static ObjectResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, "Not found", detail);

    /// <summary>409: the state of things does not allow it.</summary>
    /// <param name="detail">For a person.</param>
    /// <param name="members">Further members of the answer, for programs.</param>
    public static ObjectResult Conflict(string detail, params (string Name, object Value)[] members)
    {
        var problem = new ProblemDetails { Status = StatusCodes.Status409Conflict, Title = "Conflict", Detail = detail };
        foreach ((string name, object value) in members)
        {
            problem.Extensions[name] = value;
        }

        return Of(problem, StatusCodes.Status409Conflict);
    }

    /// <summary>409: the state of a run does not allow it; the answer names the run.</summary>
    public static ObjectResult Conflict(RunRecord run, string detail) => Conflict(
        detail, ("task_id", run.Input.Request.Pipeline.Value), ("run_id", run.Input.RunId.ToString()));

    /// <summary>413: the body is too large.</summary>
    public static ObjectResult TooLarge(string detail) => Of(StatusCodes.Status413PayloadTooLarge, "Too large", detail);

    /// <summary>429: too much at once. The answer tells when to come again.</summary>
    public static IActionResult TooMany(HttpRequest request, TimeSpan retryAfter, string detail)
    {
        request.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Of(StatusCodes.Status429TooManyRequests, "Too many requests", detail);
    }

    /// <summary>503: what the app needs is away.</summary>
    public static ObjectResult Unavailable(string detail) => Of(StatusCodes.Status503ServiceUnavailable, "Unavailable", detail);

    /// <summary>422: fields are not valid.</summary>
    public static ObjectResult Invalid(IReadOnlyDictionary<string, string[]> errors)
    {
        var problem = new ValidationProblemDetails(errors.ToDictionary())
        {
            Status = StatusCodes.Status422UnprocessableEntity,
            Title = "Invalid request",
            Detail = string.Join(" ", errors.Select(e => $"{e.Key}: {string.Join(" ", e.Value)}")),
        };
        return Of(problem, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>400: the body is not JSON.</summary>
    public static ObjectResult NotJson(JsonException e) =>
        BadRequest($"The body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}). Send a JSON object.");

    /// <summary>501: the original has it, and we have not.</summary>
    public static ObjectResult NotImplemented(string detail) => Of(StatusCodes.Status501NotImplemented, "Not implemented", detail);

    private static ObjectResult Of(int status, string title, string detail) =>
        Of(new ProblemDetails { Status = status, Title = title, Detail = detail }, status);

    private static ObjectResult Of(ProblemDetails problem, int status)
    {
        var result = new ObjectResult(problem) { StatusCode = status };
        result.ContentTypes.Add(ContentType);
        return result;
    }
}
