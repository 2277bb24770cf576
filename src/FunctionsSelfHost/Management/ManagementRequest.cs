using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Management;

/// <summary>Reads the parts of a management request. What cannot be read is an <see cref="ArgumentException"/> that says what is expected.</summary>
/// <param name="http">The request.</param>
internal sealed class ManagementRequest(HttpContext http)
{
    private const int MostRows = 1000;
    private const string TokenHeader = "x-ms-continuation-token";

    // tells our tokens from what a client made up, which the storage would choke on
    private const string TokenMark = "next:";

    /// <summary>Cancelled when the client goes away.</summary>
    public CancellationToken Cancellation => http.RequestAborted;

    /// <summary>Where a list goes on: what the page before gave in the header <c>x-ms-continuation-token</c>; null for the beginning.</summary>
    public string? ContinuationToken => http.Request.Headers[TokenHeader].ToString() is { Length: > 0 } text ? Decode(text) : null;

    /// <summary>A part of the path as the client meant it: decoded, slashes included.</summary>
    /// <param name="name">The route's parameter.</param>
    public string Route(string name)
    {
        string routed = (string)http.Request.RouteValues[name]!;
        if (!routed.Contains("%2f", StringComparison.OrdinalIgnoreCase))
        {
            return routed;
        }

        // the server decodes all but %2F, so an escaped %252F looks the same: only the raw path tells which one it was
        string raw = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return raw.Split('?')[0].Split('/').Select(Uri.UnescapeDataString)
            .FirstOrDefault(s => s.Replace("/", "%2F", StringComparison.Ordinal).Equals(routed.Replace("%2f", "%2F", StringComparison.Ordinal), StringComparison.Ordinal))
            ?? routed;
    }

    /// <summary>A text; null when it is not there.</summary>
    public string? Text(string name) => http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A flag.</summary>
    public bool Flag(string name, bool otherwise) => Text(name) is not { } text ? otherwise
        : bool.TryParse(text, out bool flag) ? flag
        : throw Wrong(name, text, "true or false");

    /// <summary>Whether the status of a failure is to be an error, 500.</summary>
    public bool FailureIsError() => Flag("returnInternalServerErrorOnFailure", false);

    /// <summary>A time, UTC unless it says otherwise; null when it is not there.</summary>
    public DateTime? Time(string name) => Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.UtcDateTime
        : throw Wrong(name, text, "a time such as 2026-01-31T12:00:00Z");

    /// <summary>A number of seconds above zero; null when it is not there.</summary>
    public TimeSpan? Seconds(string name) => Text(name) is not { } text ? null
        : double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) && seconds > 0 && seconds <= int.MaxValue ? TimeSpan.FromSeconds(seconds)
        : throw Wrong(name, text, "a number of seconds above 0");

    /// <summary>How many rows a page has at most.</summary>
    public int Top() => Text("top") is not { } text ? OrchestrationQuery.DefaultPageSize
        : int.TryParse(text, CultureInfo.InvariantCulture, out int top) && top > 0 ? Math.Min(top, MostRows)
        : throw Wrong("top", text, "a whole number above 0");

    /// <summary>States, separated by commas or repeated; null when there are none.</summary>
    public IReadOnlyCollection<OrchestrationRuntimeStatus>? Statuses()
    {
        string[] names = http.Request.Query["runtimeStatus"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names.Length == 0 ? null : [.. names.Select(Status)];
    }

    /// <summary>The body as JSON; null when there is none.</summary>
    public async Task<object?> ReadJsonAsync()
    {
        string text = await ReadTextAsync();
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            JsonElement json = JsonSerializer.Deserialize<JsonElement>(text);
            return json.ValueKind == JsonValueKind.Null ? null : json;
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The request's body is not JSON: {e.Message}", e);
        }
    }

    /// <summary>The body as text.</summary>
    public async Task<string> ReadTextAsync()
    {
        using var reader = new StreamReader(http.Request.Body);
        return await reader.ReadToEndAsync(Cancellation);
    }

    /// <summary>Whether the body says that it is JSON.</summary>
    public bool HasJson => http.Request.HasJsonContentType();

    /// <summary>Tells the client where the next page begins.</summary>
    public void ContinueAt(string? continuationToken)
    {
        if (continuationToken is not null)
        {
            http.Response.Headers[TokenHeader] = Convert.ToBase64String(Encoding.UTF8.GetBytes(TokenMark + continuationToken));
        }
    }

    /// <summary>Tells the client where to look next, and in how many seconds.</summary>
    public void LookAt(string location, int retryAfter)
    {
        http.Response.Headers.Location = location;
        http.Response.Headers.RetryAfter = retryAfter.ToString(CultureInfo.InvariantCulture);
    }

    private static OrchestrationRuntimeStatus Status(string name) =>
        Array.IndexOf(Enum.GetNames<OrchestrationRuntimeStatus>(), name) >= 0
            ? Enum.Parse<OrchestrationRuntimeStatus>(name)
            : throw Wrong("runtimeStatus", name, $"of {string.Join(", ", Enum.GetNames<OrchestrationRuntimeStatus>())}");

    private static string Decode(string token)
    {
        byte[] bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out int count)
            && Encoding.UTF8.GetString(bytes, 0, count) is var text
            && text.StartsWith(TokenMark, StringComparison.Ordinal)
                ? text[TokenMark.Length..]
                : throw new ArgumentException($"The header {TokenHeader} is not one that this host gave.");
    }

    private static ArgumentException Wrong(string name, string value, string expected) =>
        new($"The query parameter {name} is \"{value}\"; it must be {expected}.");
}
