using System.Text.Json.Serialization;

namespace VideoPipeline.Reports;

/// <summary>One answer of a provider, and what it took.</summary>
/// <param name="Provider">The provider's name in the settings, for example <c>openai</c>.</param>
/// <param name="Model">The model or the voice; null when there is none to name.</param>
/// <param name="InputTokens">The tokens of the question; null when the provider does not say.</param>
/// <param name="OutputTokens">The tokens of the answer; null when the provider does not say.</param>
/// <param name="Characters">The characters that were spoken; null for what is not speech.</param>
/// <param name="Cost">What it cost by the prices in the settings; null without prices.</param>
public sealed record ProviderCall(
    [property: JsonPropertyName("provider")] string Provider,
    [property: JsonPropertyName("model")] string? Model = null,
    [property: JsonPropertyName("input_tokens")] long? InputTokens = null,
    [property: JsonPropertyName("output_tokens")] long? OutputTokens = null,
    [property: JsonPropertyName("characters")] long? Characters = null,
    [property: JsonPropertyName("cost")] decimal? Cost = null);
