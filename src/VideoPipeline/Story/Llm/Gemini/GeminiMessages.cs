using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoPipeline.Story.Llm.Gemini;

/// <summary>The body of <c>POST models/{model}:generateContent</c>.</summary>
internal sealed record GeminiRequest(
    [property: JsonPropertyName("contents")] IReadOnlyList<GeminiContent> Contents,
    [property: JsonPropertyName("systemInstruction")] GeminiContent? SystemInstruction,
    [property: JsonPropertyName("generationConfig")] GeminiGenerationConfig? GenerationConfig);

/// <summary>How to answer. Nothing about sampling: newer models refuse it.</summary>
internal sealed record GeminiGenerationConfig(
    [property: JsonPropertyName("responseMimeType")] string ResponseMimeType,
    [property: JsonPropertyName("responseJsonSchema")] JsonElement? ResponseJsonSchema);

/// <summary>One turn: <c>user</c> or <c>model</c>; a system instruction has no role.</summary>
internal sealed record GeminiContent(
    [property: JsonPropertyName("role")] string? Role,
    [property: JsonPropertyName("parts")] IReadOnlyList<GeminiPart>? Parts);

/// <summary>A part of a turn. Parts that are thoughts are no part of the answer.</summary>
internal sealed record GeminiPart(
    [property: JsonPropertyName("text")] string? Text,
    [property: JsonPropertyName("thought")] bool? Thought = null);

/// <summary>The answer. A question that was blocked has no candidates, and feedback that says so.</summary>
internal sealed record GeminiResponse(
    [property: JsonPropertyName("candidates")] IReadOnlyList<GeminiCandidate>? Candidates,
    [property: JsonPropertyName("promptFeedback")] GeminiPromptFeedback? PromptFeedback,
    [property: JsonPropertyName("usageMetadata")] GeminiUsage? Usage,
    [property: JsonPropertyName("modelVersion")] string? ModelVersion);

/// <summary>One of the answers; one is asked for.</summary>
internal sealed record GeminiCandidate(
    [property: JsonPropertyName("content")] GeminiContent? Content,
    [property: JsonPropertyName("finishReason")] string? FinishReason);

/// <summary>Why a question was not answered.</summary>
internal sealed record GeminiPromptFeedback([property: JsonPropertyName("blockReason")] string? BlockReason);

/// <summary>The tokens. Thoughts are paid for as answers are.</summary>
internal sealed record GeminiUsage(
    [property: JsonPropertyName("promptTokenCount")] long? Prompt,
    [property: JsonPropertyName("candidatesTokenCount")] long? Candidates,
    [property: JsonPropertyName("thoughtsTokenCount")] long? Thoughts);
