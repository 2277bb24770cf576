using System.ClientModel;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Story.Llm;

/// <summary>
/// Asks a model, and lets only whole answers through. What the OpenAI SDK throws becomes our own exceptions; those of the limits
/// (<see cref="Limits.RequestNotReservedException"/>, <see cref="Limits.ProviderBusyException"/>,
/// <see cref="Limits.QuotaExhaustedException"/>) come through as they are.
/// </summary>
internal sealed class StoryChat(IChatClient client, string resource, string key)
{
    // the SDK reads finish_reason into an enumeration and throws on values that are not OpenAI's own, such as "content_filter: SAFETY"
    private const string ContentFilter = "content_filter";

    /// <summary>Sends one request.</summary>
    /// <returns>The answer's text; it is complete and not empty.</returns>
    /// <exception cref="AnswerUnusableException">The answer is cut off, empty or no answer of this protocol.</exception>
    /// <exception cref="ContentRefusedException">The provider's filter blocked the question or the answer.</exception>
    /// <exception cref="ProviderRefusedException">The provider takes no requests as it is set.</exception>
    /// <exception cref="HttpRequestException">A fault of transport or of the server, which did not pass.</exception>
    public async Task<string> AskAsync(IEnumerable<ChatMessage> messages, ChatResponseFormat? format, CancellationToken cancellationToken)
    {
        ChatResponse response = await SendAsync(messages, new ChatOptions { ResponseFormat = format }, cancellationToken);
        if (response.FinishReason == ChatFinishReason.ContentFilter
            || response.Messages.SelectMany(m => m.Contents).OfType<ErrorContent>().Any())
        {
            throw new ContentRefusedException(resource);
        }

        if (response.FinishReason == ChatFinishReason.Length)
        {
            throw new AnswerUnusableException(
                $"The answer of {resource} was cut off at the most that the model writes at once. Set Story:OpenAI:Model to a model that " +
                "writes longer answers, then retry the run.");
        }

        return response.Text.Trim() is { Length: > 0 } text
            ? text
            : throw new AnswerUnusableException(
                $"{resource} gave an empty answer. Retry the run, or set Story:OpenAI:Model to another model if it happens again.");
    }

    private async Task<ChatResponse> SendAsync(IEnumerable<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetResponseAsync(messages, options, cancellationToken);
        }
        catch (ClientResultException e)
        {
            throw Translate(e);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw e.ActualValue is string reason && reason.StartsWith(ContentFilter, StringComparison.OrdinalIgnoreCase)
                ? new ContentRefusedException(resource, e)
                : Foreign(e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Foreign(e);
        }
    }

    private AnswerUnusableException Foreign(Exception e) => new(
        $"{resource} did not answer as an OpenAI-compatible API does: {e.Message} Check Story:OpenAI:Url, then retry the run.", e);

    private Exception Translate(ClientResultException e)
    {
        string said = WordsOf(e);

        // exceptions are logged with what is inside them
        Exception? inner = e.Message.Contains(key, StringComparison.Ordinal) ? null : e;
        return e.Status switch
        {
            0 => new HttpRequestException($"{resource} did not answer: {said}", inner),
            (int)HttpStatusCode.RequestTimeout or >= 500 =>
                new HttpRequestException($"{resource} answered {e.Status}: {said}", inner, (HttpStatusCode)e.Status),
            400 when CodeOf(e) == ContentFilter => new ContentRefusedException(resource, inner),
            401 or 403 => new ProviderRefusedException(
                $"{resource} does not accept the key ({e.Status}): {said} Check Story:OpenAI:Key, then retry the run.", inner),
            404 => new ProviderRefusedException(
                $"{resource} does not know the model or the path (404): {said} Check Story:OpenAI:Model and Story:OpenAI:Url, then retry " +
                "the run.",
                inner),
            _ => new ProviderRefusedException(
                $"{resource} refused the request ({e.Status}): {said} Check the settings Story:OpenAI and the transcript, then " +
                "retry the run.",
                inner),
        };
    }

    // Some providers repeat the key that they refuse.
    private string WordsOf(ClientResultException e) =>
        (Error(e, "message") ?? e.Message.Split('\n')[0]).Replace(key, "***", StringComparison.Ordinal);

    private static string? CodeOf(ClientResultException e) => Error(e, "code");

    // OpenAI: {"error": {"message", "code", ...}}; Google wraps that into an array
    private static string? Error(ClientResultException e, string member)
    {
        try
        {
            JsonElement root = JsonSerializer.Deserialize<JsonElement>(e.GetRawResponse()?.Content ?? BinaryData.FromString("{}"));
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
            {
                root = root[0];
            }

            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out JsonElement error)
                && error.ValueKind == JsonValueKind.Object && error.TryGetProperty(member, out JsonElement value)
                && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
