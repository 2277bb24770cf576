namespace VideoPipeline.Story.Llm;

/// <summary>The settings of the writer <c>openai</c>. Section <c>Story:OpenAI</c>. Needed only when <c>Story:Writer</c> is <c>openai</c>.</summary>
/// <remarks>
/// <see cref="LlmOptions.Url"/> is the base URL of an OpenAI-compatible API, without <c>chat/completions</c>; by default
/// <c>https://api.openai.com/v1</c>. <see cref="LlmOptions.Key"/> is sent as bearer token; a server that asks for none takes any.
/// </remarks>
public sealed class OpenAIOptions : LlmOptions
{
    /// <summary>The defaults.</summary>
    public OpenAIOptions() => Url = "https://api.openai.com/v1";

    internal override string Section => "Story:OpenAI";

    private protected override string ExampleUrl => "https://api.openai.com/v1";

    private protected override string KeyProblem =>
        "Story:OpenAI:Key is missing: set it to the provider's key (any text for a server that asks for none).";
}
