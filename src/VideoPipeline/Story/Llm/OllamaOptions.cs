using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.AI;

namespace VideoPipeline.Story.Llm;

/// <summary>The settings of the writer <c>ollama</c>. Section <c>Story:Ollama</c>. Needed only when <c>Story:Writer</c> is <c>ollama</c>.</summary>
/// <remarks>
/// <see cref="LlmOptions.Url"/> is the server's address, by default <c>http://localhost:11434</c>; <see cref="LlmOptions.Model"/> is one that
/// it has pulled. There is no key.
/// </remarks>
public sealed class OllamaOptions : LlmOptions
{
    /// <summary>The defaults.</summary>
    public OllamaOptions()
    {
        Url = "http://localhost:11434";
        AttemptTimeout = TimeSpan.FromMinutes(10);
    }

    /// <summary>
    /// How many tokens question and answer may have together (<c>num_ctx</c>); the server needs memory for them. Without being told, it would
    /// drop the beginning of a long question and say nothing. 2,048 to 1,048,576. Default: 16,384.
    /// </summary>
    [Range(2_048, 1_048_576)]
    public int ContextLength { get; set; } = 16_384;

    internal override string Section => "Story:Ollama";

    // the rest is for the answer
    internal override int? MostInputTokens => ContextLength * 3 / 4;

    internal override void Configure(ChatOptions options) =>
        options.AdditionalProperties = new AdditionalPropertiesDictionary { ["num_ctx"] = ContextLength };

    private protected override string ExampleUrl => "http://localhost:11434";
}
