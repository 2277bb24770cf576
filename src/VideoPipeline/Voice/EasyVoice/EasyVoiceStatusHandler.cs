using System.Net;

namespace VideoPipeline.Voice.EasyVoice;

/// <summary>
/// Gives two of EasyVoice's answers the status that says what they mean. It answers 500 when ten tasks are pending, which is 429, and when
/// the very same task is pending, which is 409; as faults of the server both would be sent again at once.
/// </summary>
internal sealed class EasyVoiceStatusHandler : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.InternalServerError && request.Method == HttpMethod.Post)
        {
            // reading leaves the content readable: it is buffered
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            response.StatusCode = StatusOf(body);
        }

        return response;
    }

    private static HttpStatusCode StatusOf(string body) =>
        body.Contains("Cannot create more than", StringComparison.OrdinalIgnoreCase) ? HttpStatusCode.TooManyRequests
        : body.Contains("already exists", StringComparison.OrdinalIgnoreCase) ? HttpStatusCode.Conflict
        : HttpStatusCode.InternalServerError;
}
