namespace VideoPipeline.Story.Llm;

/// <summary>Makes an exception of each answer that is no success, whatever the client above it would make of it.</summary>
internal sealed class ProviderStatusHandler : DelegatingHandler
{
    /// <inheritdoc/>
    /// <exception cref="ProviderStatusException">The answer's status is no success.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new ProviderStatusException(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        }
    }
}
