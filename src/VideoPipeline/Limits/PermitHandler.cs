using System.Net;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Limits;

/// <summary>
/// Lets a request to a provider go out only with a reserved slot, when the rate of its resource is limited; and turns the answer "too many
/// requests" (HTTP 429) into the exception that says what to do about it.
/// </summary>
/// <remarks>
/// It must lie below every handler that may send a request again, so that each attempt takes a slot of its own. What lies below it may
/// time a request and read its answer, but never send it twice.
/// </remarks>
internal sealed class PermitHandler(string resource, RequestPermits permits, IOptions<LimitsOptions> limits, TimeProvider time)
    : DelegatingHandler
{
    /// <inheritdoc/>
    /// <exception cref="RequestNotReservedException">The request needed a slot and there is none; it was not sent.</exception>
    /// <exception cref="ProviderBusyException">The provider takes no more requests for now.</exception>
    /// <exception cref="QuotaExhaustedException">The provider's quota of the day, or the account's money, is used up.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (limits.Value.Of(resource).Requests is not null)
        {
            await permits.TakeAsync(resource, cancellationToken);
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.TooManyRequests)
        {
            return response;
        }

        using (response)
        {
            throw await TooManyRequests.ReadAsync(resource, response, time.GetUtcNow(), cancellationToken);
        }
    }
}
