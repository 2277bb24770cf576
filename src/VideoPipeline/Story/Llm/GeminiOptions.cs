namespace VideoPipeline.Story.Llm;

/// <summary>The settings of the writer <c>gemini</c>. Section <c>Story:Gemini</c>. Needed only when <c>Story:Writer</c> is <c>gemini</c>.</summary>
/// <remarks>
/// Google's own API: it tells why a text was blocked, and takes every kind of key. <see cref="LlmOptions.Url"/> is
/// <c>https://generativelanguage.googleapis.com/v1beta</c> by default; <see cref="LlmOptions.Key"/> goes into the header
/// <c>x-goog-api-key</c>.
/// </remarks>
public sealed class GeminiOptions : LlmOptions
{
    /// <summary>The defaults.</summary>
    public GeminiOptions() => Url = "https://generativelanguage.googleapis.com/v1beta";

    internal override string Section => "Story:Gemini";

    private protected override string ExampleUrl => "https://generativelanguage.googleapis.com/v1beta";

    private protected override string KeyProblem => "Story:Gemini:Key is missing: set it to a key of Google AI Studio.";
}
