namespace VideoPipeline.Story.Llm;

/// <summary>
/// The settings of the writer <c>azure-openai</c>. Section <c>Story:AzureOpenAI</c>. Needed only when <c>Story:Writer</c> is
/// <c>azure-openai</c>.
/// </summary>
/// <remarks>
/// <see cref="LlmOptions.Url"/> is the resource's v1 API, <c>https://NAME.openai.azure.com/openai/v1</c>; <see cref="LlmOptions.Model"/> is
/// the name of a deployment. Without <see cref="LlmOptions.Key"/> the app's identity is used: it needs the role Cognitive Services OpenAI
/// User.
/// </remarks>
public sealed class AzureOpenAIOptions : LlmOptions
{
    internal override string Section => "Story:AzureOpenAI";

    private protected override string ExampleUrl => "https://NAME.openai.azure.com/openai/v1";
}
