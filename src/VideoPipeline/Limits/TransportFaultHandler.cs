using Polly;

namespace VideoPipeline.Limits;

/// <summary>
/// Makes one exception type of all faults of transport: what the resilience pipeline throws becomes <see cref="HttpRequestException"/>.
/// </summary>
internal sealed class TransportFaultHandler : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (ExecutionRejectedException e)
        {
            throw new HttpRequestException($"{request.RequestUri?.Host} did not answer: {e.Message}", e);
        }
    }
}
