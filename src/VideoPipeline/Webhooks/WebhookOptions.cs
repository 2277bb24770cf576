using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Webhooks;

/// <summary>Who may be called when a run has ended. Section <c>Webhooks</c>.</summary>
public sealed class WebhookOptions : IValidatableObject
{
    /// <summary>The fewest characters of a secret.</summary>
    public const int MinSecretLength = 16;

    /// <summary>
    /// The hosts that a request's <c>callback_url</c> may name: <c>hooks.example.com</c> for the usual ports, <c>10.0.0.5:8080</c> for that
    /// port alone. A private address is called only when it stands here. Default: none, so that nobody is called.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>The secret that calls are signed with, at least 16 characters; needed when there are allowed hosts.</summary>
    public string Secret { get; set; } = "";

    /// <summary>How long one call may take, one second to two minutes. Default: 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AllowedHosts.Count > 0 && Secret.Length < MinSecretLength)
        {
            yield return new ValidationResult(
                $"Webhooks:Secret must have at least {MinSecretLength} characters when Webhooks:AllowedHosts is set: "
                + "receivers check the signature with it.",
                [nameof(Secret)]);
        }

        foreach (string host in AllowedHosts.Where(h => !IsHost(h)))
        {
            yield return new ValidationResult(
                $"Webhooks:AllowedHosts has \"{host}\": write a host, or a host and a port, such as hooks.example.com or 10.0.0.5:8080.",
                [nameof(AllowedHosts)]);
        }
    }

    private static bool IsHost(string text) =>
        Uri.TryCreate($"http://{text}", UriKind.Absolute, out Uri? uri) && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0;
}

/// <summary>Checks <see cref="WebhookOptions"/> at start-up.</summary>
[OptionsValidator]
internal sealed partial class WebhookOptionsValidator : IValidateOptions<WebhookOptions>;
