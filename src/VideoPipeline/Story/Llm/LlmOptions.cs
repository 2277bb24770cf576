using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.AI;
using VideoPipeline.Limits;

namespace VideoPipeline.Story.Llm;

/// <summary>
/// What all language models' settings have. An attempt (<see cref="RemoteCallOptions.AttemptTimeout"/>) may take 3 minutes by default: long
/// texts take models a while.
/// </summary>
public abstract class LlmOptions : RemoteCallOptions
{
    /// <summary>The defaults.</summary>
    protected LlmOptions() => AttemptTimeout = TimeSpan.FromMinutes(3);

    /// <summary>The base URL of the provider's API.</summary>
    public string Url { get; set; } = "";

    /// <summary>The model's name. No default: models come and go.</summary>
    public string Model { get; set; } = "";

    /// <summary>The key. Never logged.</summary>
    public string Key { get; set; } = "";

    /// <summary>What a million tokens of questions cost, in any currency. Default: none, so that no cost is told.</summary>
    [Range(0.0, 1_000_000.0)]
    public decimal? InputPrice { get; set; }

    /// <summary>What a million tokens of answers cost, in the same currency.</summary>
    [Range(0.0, 1_000_000.0)]
    public decimal? OutputPrice { get; set; }

    /// <summary>The section of the settings, for messages: <c>Story:OpenAI</c>.</summary>
    internal abstract string Section { get; }

    /// <summary>The most tokens that a question may have; null when the provider refuses longer ones by itself.</summary>
    internal virtual int? MostInputTokens => null;

    /// <summary>Puts into a request what every request to the provider has.</summary>
    internal virtual void Configure(ChatOptions options)
    {
    }

    /// <summary>What is missing for the writer to work; one sentence each, naming the setting.</summary>
    internal virtual IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            yield return $"{Section}:Url must be an http or https URL{(ExampleUrl is { } example ? $", for example {example}" : "")}.";
        }

        if (string.IsNullOrWhiteSpace(Model))
        {
            yield return $"{Section}:Model is missing: set it to the name of a model that {Section}:Url serves.";
        }

        if (KeyProblem is { } problem && string.IsNullOrWhiteSpace(Key))
        {
            yield return problem;
        }
    }

    /// <summary>A URL to show to whoever has set none that works.</summary>
    private protected virtual string? ExampleUrl => null;

    /// <summary>What to say when there is no key; null when none is needed.</summary>
    private protected virtual string? KeyProblem => null;

    /// <summary>What tokens cost by the prices; null without prices, or when the provider tells of no tokens.</summary>
    internal decimal? CostOf(long? inputTokens, long? outputTokens) =>
        InputPrice is null && OutputPrice is null || inputTokens is null && outputTokens is null
            ? null
            : (((InputPrice ?? 0) * (inputTokens ?? 0)) + ((OutputPrice ?? 0) * (outputTokens ?? 0))) / 1_000_000;
}
