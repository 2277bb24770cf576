using VideoPipeline.Limits;

namespace VideoPipeline.Story.Llm;

/// <summary>
/// The settings of the writer <c>openai</c>. Section <c>Story:OpenAI</c>. Needed only when <c>Story:Writer</c> is <c>openai</c>. An attempt
/// (<see cref="RemoteCallOptions.AttemptTimeout"/>) may take 3 minutes by default: long texts take models a while.
/// </summary>
public sealed class OpenAIOptions : RemoteCallOptions
{
    /// <summary>The defaults.</summary>
    public OpenAIOptions() => AttemptTimeout = TimeSpan.FromMinutes(3);

    /// <summary>
    /// The base URL of an OpenAI-compatible API, without <c>chat/completions</c>. Default: <c>https://api.openai.com/v1</c>. Gemini's is
    /// <c>https://generativelanguage.googleapis.com/v1beta/openai</c>.
    /// </summary>
    public string Url { get; set; } = "https://api.openai.com/v1";

    /// <summary>The model's name. No default: models come and go.</summary>
    public string Model { get; set; } = "";

    /// <summary>The key, sent as bearer token. Never logged. A server that asks for none takes any.</summary>
    public string Key { get; set; } = "";

    /// <summary>What is missing for the writer to work; one sentence each, naming the setting.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            yield return "Story:OpenAI:Url must be an http or https URL, for example https://api.openai.com/v1.";
        }

        if (string.IsNullOrWhiteSpace(Model))
        {
            yield return "Story:OpenAI:Model is missing: set it to the name of a model that Story:OpenAI:Url serves.";
        }

        if (string.IsNullOrWhiteSpace(Key))
        {
            yield return "Story:OpenAI:Key is missing: set it to the provider's key (any text for a server that asks for none).";
        }
    }
}
