using System.Net;

namespace VideoPipeline.Tests.Limits;

/// <summary>Stands for the network: answers what it is told to, and counts.</summary>
internal sealed class ScriptedHandler(Func<HttpResponseMessage> answer) : HttpMessageHandler
{
    public int Requests { get; private set; }

    public static HttpResponseMessage TooMany(string body, string? retryAfter = null)
    {
        var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new StringContent(body) };
        if (retryAfter is not null)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        return response;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        return Task.FromResult(answer());
    }
}
