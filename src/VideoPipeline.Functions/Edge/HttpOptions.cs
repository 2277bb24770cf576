using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Functions.Edge;

/// <summary>What the app takes from whom. Section <c>Http</c>.</summary>
public sealed class HttpOptions : IValidatableObject
{
    /// <summary>How many requests a minute one client may send in the long run; 0: any number. Default: 1200. Clients on this machine are not counted.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerMinute { get; set; } = 1200;

    /// <summary>How many requests one client may send at once after a rest, 1 to 1000000. Default: 600.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 600;

    /// <summary>
    /// How many proxies stand before the app, 0 to 10: so many addresses from the right of X-Forwarded-For are believed. Default: 0, the header
    /// is not looked at.
    /// </summary>
    [Range(0, 10)]
    public int Proxies { get; set; }

    /// <summary>The most bytes of a request's body, 65536 to 1073741824. Default: 67108864 (64 MiB). Routes have lower limits of their own.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public long MaxBodyBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The origins whose pages may call the API from browsers, with commas between, such as https://studio.example. Default: none.</summary>
    public string? CorsOrigins { get; set; }

    /// <summary>The origins, one by one.</summary>
    internal string[] Origins => CorsOrigins?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Origins
        .Where(o => !IsOrigin(o))
        .Select(o => new ValidationResult(
            $"\"{o}\" is no origin. Give scheme, host and port without a path, such as https://studio.example.", [nameof(CorsOrigins)]));

    private static bool IsOrigin(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);
}
