using VideoPipeline.Webhooks;

namespace VideoPipeline.Functions.Tests;

/// <summary>Whom requests of tests may have called.</summary>
internal static class Callbacks
{
    public static CallbackHosts None { get; } = To();

    public static CallbackHosts To(params string[] hosts)
    {
        var options = new WebhookOptions { Secret = "a secret of sixteen" };
        foreach (string host in hosts)
        {
            options.AllowedHosts.Add(host);
        }

        return new CallbackHosts(new FixedOptions<WebhookOptions>(options));
    }
}
