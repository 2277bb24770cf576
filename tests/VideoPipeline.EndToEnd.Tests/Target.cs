namespace VideoPipeline.EndToEnd.Tests;

/// <summary>
/// An app that was started elsewhere, on whichever host, which the tests talk to instead of starting their own. Tests that must have
/// processes of their own have the trait <c>Target=Own</c>, and are left out then.
/// </summary>
/// <param name="Url">The app.</param>
/// <param name="Storage">The connection string of its storage.</param>
/// <param name="Gate">The gate between the two.</param>
/// <param name="Key">A key of the app; null when it needs none.</param>
internal sealed record Target(Uri Url, string Storage, Uri Gate, string? Key)
{
    /// <summary>The trait that tells where a test's app runs.</summary>
    public const string Trait = "Target";

    /// <summary>Of a test that kills, suspends or reads what it has started itself.</summary>
    public const string Own = "Own";

    private const string UrlVariable = "VP_TARGET_URL";

    /// <summary>The app that the environment names; null when the tests start their own.</summary>
    public static Target? FromEnvironment() => Environment.GetEnvironmentVariable(UrlVariable) is { Length: > 0 } url
        ? new Target(new Uri(url), Required("VP_TARGET_STORAGE"), new Uri(Required("VP_TARGET_GATE")), Environment.GetEnvironmentVariable("VP_TARGET_KEY"))
        : null;

    /// <summary>A client of the app.</summary>
    public HttpClient CreateClient()
    {
        HttpClient http = ApiContract.CreateClient(Url);
        if (Key is { Length: > 0 })
        {
            http.DefaultRequestHeaders.Add("x-functions-key", Key);
        }

        return http;
    }

    private static string Required(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"{UrlVariable} is set, so {variable} must be, too: scripts/test-target.sh sets all of them.");
}
