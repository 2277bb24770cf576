using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace FunctionsSelfHost.Management;

/// <summary>The management API's short answers. Errors say why, under the official names.</summary>
internal static class Answers
{
    /// <summary>202 without a body: the instance has the message.</summary>
    public static IResult Accepted => Results.StatusCode(StatusCodes.Status202Accepted);

    /// <summary>How many instances were deleted; 404 when there were none.</summary>
    public static IResult Deleted(int count) => Results.Json(
        new JsonObject { ["instancesDeleted"] = count }, statusCode: count > 0 ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);

    /// <summary>404.</summary>
    public static IResult NotFound(string instanceId) => Problem(StatusCodes.Status404NotFound, $"There is no instance '{instanceId}'.");

    /// <summary>410.</summary>
    public static IResult Gone(string instanceId) => Problem(StatusCodes.Status410Gone, $"The instance '{instanceId}' has ended.");

    /// <summary>An error.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="cause">The details.</param>
    public static IResult Problem(int status, string message, Exception? cause = null)
    {
        var body = new JsonObject { ["Message"] = message };
        if (cause is not null)
        {
            body["ExceptionMessage"] = cause.Message;
            body["ExceptionType"] = cause.GetType().FullName;
        }

        return Results.Json(body, statusCode: status);
    }
}
