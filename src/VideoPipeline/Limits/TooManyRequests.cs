using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace VideoPipeline.Limits;

/// <summary>
/// Reads the answer 429. The delay is in the header Retry-After (RFC 9110, seconds or a date) or, from Google, in the body's
/// <c>google.rpc.RetryInfo</c>. The body also tells a used up quota from too many requests in a short time: Google by a
/// <c>google.rpc.QuotaFailure</c> whose quota ID says <c>PerDay</c>, OpenAI by the code <c>insufficient_quota</c>.
/// </summary>
internal static class TooManyRequests
{
    private const string InsufficientQuota = "insufficient_quota";

    /// <summary>The exception for an answer: <see cref="QuotaExhaustedException"/> or <see cref="ProviderBusyException"/>.</summary>
    public static async Task<Exception> ReadAsync(
        string resource, HttpResponseMessage response, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        JsonElement? error = ErrorOf(body);
        var words = new HttpRequestException($"The provider answered 429: {Shorten(body)}", null, response.StatusCode);
        if (error is { } known && IsMoneySpent(known))
        {
            return new QuotaExhaustedException(resource, availableAt: null, words);
        }

        JsonElement[] details = error is { } e ? DetailsOf(e) : [];
        if (details.SelectMany(Violations).FirstOrDefault(IsLasting) is { ValueKind: JsonValueKind.Object } quota)
        {
            // a delay beside it speaks of the next minute, in which the day's quota is still used up
            return new QuotaExhaustedException(resource, IsOfTheDay(quota) ? NextPacificMidnight(now) : null, words);
        }

        TimeSpan? delay = DelayOf(response.Headers.RetryAfter, now) ?? details.Select(RetryDelay).FirstOrDefault(d => d is not null);
        return new ProviderBusyException(resource, delay, words);
    }

    // Google's OpenAI-compatible route wraps the error into an array.
    private static JsonElement? ErrorOf(string body)
    {
        try
        {
            JsonElement root = JsonSerializer.Deserialize<JsonElement>(body);
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
            {
                root = root[0];
            }

            return Member(root, "error") is { ValueKind: JsonValueKind.Object } error ? error : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsMoneySpent(JsonElement error) =>
        Text(error, "code") == InsufficientQuota || Text(error, "type") == InsufficientQuota;

    private static JsonElement[] DetailsOf(JsonElement error) => Items(error, "details");

    private static JsonElement[] Violations(JsonElement detail) => Items(detail, "violations");

    // A quota of zero means that the model is not in the account's tier at all.
    private static bool IsLasting(JsonElement violation) => IsOfTheDay(violation) || Text(violation, "quotaValue") == "0";

    private static bool IsOfTheDay(JsonElement violation) =>
        Text(violation, "quotaId")?.Contains("PerDay", StringComparison.Ordinal) == true;

    private static TimeSpan? DelayOf(RetryConditionHeaderValue? header, DateTimeOffset now) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };

    // as protobuf writes a duration: seconds, perhaps with a fraction, and "s"
    private static TimeSpan? RetryDelay(JsonElement detail) =>
        Text(detail, "retryDelay") is { } text
        && double.TryParse(text.TrimEnd('s'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
        && seconds < TimeSpan.FromDays(1).TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    // Google's quotas of the day begin at midnight in California. Null on machines without the time zone.
    private static DateTimeOffset? NextPacificMidnight(DateTimeOffset now)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById("America/Los_Angeles", out TimeZoneInfo? pacific)
            && !TimeZoneInfo.TryFindSystemTimeZoneById("Pacific Standard Time", out pacific))
        {
            return null;
        }

        DateTime midnight = TimeZoneInfo.ConvertTime(now, pacific).Date.AddDays(1);
        return new DateTimeOffset(midnight, pacific.GetUtcOffset(midnight)).ToUniversalTime();
    }

    private static JsonElement[] Items(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : [];

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) ? member : null;

    private static string Shorten(string body) => body.Length <= 500 ? body : body[..500] + "…";
}
