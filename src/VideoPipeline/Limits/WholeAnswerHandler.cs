namespace VideoPipeline.Limits;

/// <summary>
/// Reads an answer to its end before it hands it on, so that one that is cut off or stalls in its body counts as a failed attempt, not as a
/// fault of whoever reads it later.
/// </summary>
internal sealed class WholeAnswerHandler : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
