using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>What a retry asks for, in a body of JSON; a query says the same, and a retry may ask for nothing.</summary>
/// <param name="From">From which stage on; null from the one at which the run failed.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RetryBody([property: JsonPropertyName(RetryBody.Field)] string? From)
{
    private const string Field = "from_stage";
    private const int MaxBodyBytes = 4 * 1024;

    private static readonly string[] Names = [.. Enum.GetNames<PipelineStage>().Select(n => n.ToLowerInvariant())];

    /// <summary>The stage, null for the one at which the run failed; or the answer to what is not valid.</summary>
    public static async Task<(PipelineStage? From, ObjectResult? Refusal)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        BinaryData? body = await Body.ReadAsync(request, MaxBodyBytes, cancellationToken);
        if (body is null)
        {
            return (null, Problem.TooLarge($"The body has more than {MaxBodyBytes} bytes. Send {{\"{Field}\": \"voice\"}}, or nothing."));
        }

        try
        {
            string? named = body.ToMemory().IsEmpty ? request.Query[Field].FirstOrDefault() : Parse(body).From;
            return string.IsNullOrEmpty(named) ? (null, null)
                : Array.IndexOf(Names, named) is >= 0 and int stage ? ((PipelineStage)stage, null)
                : (null, NotValid(Field, $"Must be one of {string.Join(", ", Names)}."));
        }
        catch (InvalidDataException)
        {
            return (null, NotValid("body", $"Must be a JSON object with no other field than {Field}, a text."));
        }
        catch (JsonException e)
        {
            return (null, Problem.NotJson(e));
        }
    }

    private static RetryBody Parse(BinaryData body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        try
        {
            return document.Deserialize<RetryBody>() ?? new RetryBody((string?)null);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The JSON is not that of a retry.", e);
        }
    }

    private static ObjectResult NotValid(string field, string reason) =>
        Problem.Invalid(new Dictionary<string, string[]> { [field] = [reason] });
}
