using Azure.Core;
using Azure.Identity;

namespace VideoPipeline.Tests.Limits;

/// <summary>The app's identity, without a cloud that knows it.</summary>
internal sealed class FixedCredential(string? token = FixedCredential.Token) : TokenCredential
{
    public const string Token = "token-of-the-app";

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => token is null
        ? throw new CredentialUnavailableException("No managed identity here.")
        : new AccessToken(token, DateTimeOffset.UtcNow.AddHours(1));

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
