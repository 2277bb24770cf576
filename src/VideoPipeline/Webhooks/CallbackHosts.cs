using Microsoft.Extensions.Options;

namespace VideoPipeline.Webhooks;

/// <summary>
/// Knows which addresses may be called. Everything that is not listed may not, so that no request makes the app call where it should not.
/// </summary>
public sealed class CallbackHosts(IOptionsMonitor<WebhookOptions> options)
{
    /// <summary>The most characters of an address.</summary>
    public const int MaxLength = 2000;

    /// <summary>Why an address may not be called; null when it may.</summary>
    public string? RefusalOf(string text)
    {
        IList<string> allowed = options.CurrentValue.AllowedHosts;
        if (allowed.Count == 0)
        {
            return "Nobody may be called: leave it out, or have the host added to the setting Webhooks:AllowedHosts.";
        }

        if (text.Length > MaxLength || !Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            return $"Must be an absolute http or https URL of at most {MaxLength} characters.";
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return "Must have no user name, password or fragment.";
        }

        string host = url.IsDefaultPort ? url.IdnHost : $"{url.IdnHost}:{url.Port}";
        return allowed.Contains(host, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"The host {host} may not be called: have it added to the setting Webhooks:AllowedHosts.";
    }
}
