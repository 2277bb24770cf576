using System.Text.Json.Serialization;

namespace VideoPipeline.Voice.EasyVoice;

/// <summary>The body of <c>POST /api/v1/tts/create</c>. Equal bodies are one task.</summary>
internal sealed record EasyVoiceOrder(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("voice")] string Voice,
    [property: JsonPropertyName("rate")] string Rate,
    [property: JsonPropertyName("pitch")] string Pitch,
    [property: JsonPropertyName("volume")] string Volume);

/// <summary>Every JSON answer: the data, or what is wrong.</summary>
internal sealed record EasyVoiceAnswer(
    [property: JsonPropertyName("data")] EasyVoiceTask? Data,
    [property: JsonPropertyName("message")] string? Message,
    [property: JsonPropertyName("errors")] IReadOnlyList<EasyVoiceError>? Errors);

/// <summary>A task. A failed one tells its reason in the message.</summary>
internal sealed record EasyVoiceTask(
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("status")] string? Status,
    [property: JsonPropertyName("message")] string? Message,
    [property: JsonPropertyName("result")] EasyVoiceResult? Result);

/// <summary>What a task has made: names of files. Partial: pieces failed and were left out.</summary>
internal sealed record EasyVoiceResult(
    [property: JsonPropertyName("file")] string? File,
    [property: JsonPropertyName("srt")] string? Srt,
    [property: JsonPropertyName("partial")] bool? Partial);

/// <summary>What is wrong with a field of a request.</summary>
internal sealed record EasyVoiceError([property: JsonPropertyName("message")] string? Message);
