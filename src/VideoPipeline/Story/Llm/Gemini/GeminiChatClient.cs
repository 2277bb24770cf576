using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace VideoPipeline.Story.Llm.Gemini;

/// <summary>
/// Talks to Gemini by its own REST API. Unlike its OpenAI-compatible route that tells a blocked question from an empty answer, thoughts from
/// the answer, and every reason why an answer ended.
/// </summary>
internal sealed class GeminiChatClient(HttpClient http, string model, string key) : IChatClient
{
    private const string KeyHeader = "x-goog-api-key";
    private const string JsonType = "application/json";

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"models/{Uri.EscapeDataString(model)}:generateContent", UriKind.Relative));
        request.Headers.Add(KeyHeader, key);
        request.Content = JsonContent.Create(RequestOf([.. messages], options), options: Json);
        using HttpResponseMessage answer = await http.SendAsync(request, cancellationToken);
        return ResponseOf(await answer.Content.ReadFromJsonAsync<GeminiResponse>(cancellationToken) ?? throw new JsonException("The answer is null."));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // the HTTP client is its factory's
    }

    private static GeminiRequest RequestOf(ChatMessage[] messages, ChatOptions? options)
    {
        string system = string.Join("\n\n", messages.Where(m => m.Role == ChatRole.System).Select(m => m.Text));
        IEnumerable<GeminiContent> turns = messages
            .Where(m => m.Role != ChatRole.System)
            .Select(m => Content(m.Role == ChatRole.Assistant ? "model" : "user", m.Text));
        GeminiGenerationConfig? form = options?.ResponseFormat is ChatResponseFormatJson json
            ? new GeminiGenerationConfig(JsonType, json.Schema)
            : null;
        return new GeminiRequest([.. turns], system.Length > 0 ? Content(null, system) : null, form);
    }

    private static GeminiContent Content(string? role, string text) => new(role, [new GeminiPart(text)]);

    private static ChatResponse ResponseOf(GeminiResponse answer)
    {
        if (answer is { Candidates: null or { Count: 0 }, PromptFeedback.BlockReason: null })
        {
            throw new JsonException("The answer has neither candidates nor a reason why there are none.");
        }

        GeminiCandidate? candidate = answer.Candidates is { Count: > 0 } candidates ? candidates[0] : null;
        string text = string.Concat(candidate?.Content?.Parts?.Where(p => p.Thought is not true).Select(p => p.Text) ?? []);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            FinishReason = candidate is null ? ChatFinishReason.ContentFilter : ReasonOf(candidate.FinishReason),
            ModelId = answer.ModelVersion,
            Usage = answer.Usage is { } usage
                ? new UsageDetails { InputTokenCount = usage.Prompt, OutputTokenCount = (usage.Candidates ?? 0) + (usage.Thoughts ?? 0) }
                : null,
        };
    }

    private static ChatFinishReason? ReasonOf(string? reason) => reason switch
    {
        "STOP" => ChatFinishReason.Stop,
        "MAX_TOKENS" => ChatFinishReason.Length,
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" => ChatFinishReason.ContentFilter,
        { } other when other.StartsWith("IMAGE_", StringComparison.Ordinal) => ChatFinishReason.ContentFilter,
        { Length: > 0 } other => new ChatFinishReason(other),
        _ => null,
    };
}
