namespace VideoPipeline.Limits;

/// <summary>A provider took no request, because there were too many (HTTP 429). The limits of the resource are to pause; then try again.</summary>
/// <param name="resource">The resource, for example <c>llm:openai</c>.</param>
/// <param name="retryAfter">How long the provider asks to wait; null when it does not say.</param>
/// <param name="innerException">The provider's own words.</param>
public sealed class ProviderBusyException(string resource, TimeSpan? retryAfter, Exception? innerException = null)
    : Exception($"{resource} takes no more requests for now.", innerException)
{
    /// <summary>The resource, for example <c>llm:openai</c>.</summary>
    public string Resource { get; } = resource;

    /// <summary>How long the provider asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
