using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Webhooks;

/// <summary>
/// Calls back, once. The body is signed: <see cref="SignatureHeader"/> is <c>t={Unix seconds},v1={hex}</c>, where the hex digits are the
/// HMAC-SHA256, under the secret, of the seconds, a dot, and the body. Redirects are not followed, and what is answered is not read.
/// </summary>
public sealed class WebhookSender(HttpClient http, CallbackHosts hosts, IOptionsMonitor<WebhookOptions> options, TimeProvider time)
{
    /// <summary>The header with the signature.</summary>
    public const string SignatureHeader = "X-VideoPipeline-Signature";

    /// <summary>The header that is the same for every attempt at one delivery.</summary>
    public const string DeliveryHeader = "X-VideoPipeline-Delivery";

    /// <summary>Sends a body of JSON.</summary>
    /// <returns>Null when it was taken (2xx); otherwise why it was refused for good.</returns>
    /// <exception cref="HttpRequestException">It could not be delivered now: another attempt may succeed.</exception>
    public async Task<string?> SendAsync(string url, string delivery, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (hosts.RefusalOf(url) is { } refusal)
        {
            return refusal;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.Add("Content-Type", "application/json");
        request.Headers.Add(DeliveryHeader, delivery);
        request.Headers.Add(SignatureHeader, Sign(options.CurrentValue.Secret, time.GetUtcNow(), body.Span));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.CurrentValue.Timeout);
        try
        {
            using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return VerdictOn(answer.StatusCode);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"The callback did not answer within {options.CurrentValue.Timeout.TotalSeconds:0} seconds.", e);
        }
    }

    /// <summary>The signature of a body that is sent at a time.</summary>
    internal static string Sign(string secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        string seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{seconds}."), .. body];
        return $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    private static string? VerdictOn(HttpStatusCode status) => status switch
    {
        >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => null,
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError =>
            throw new HttpRequestException($"The callback answered {(int)status}.", null, status),
        _ => $"The callback answered {(int)status}.",
    };
}
