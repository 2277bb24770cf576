using System.Net.Http.Headers;
using Azure.Core;

namespace VideoPipeline.Limits;

/// <summary>
/// Signs requests to an Azure service with the app's identity, which keeps its token until that expires. It lies right above the network, so
/// that each attempt has one that is valid.
/// </summary>
/// <param name="credential">The identity; null when requests are signed otherwise, and nothing is to be done.</param>
internal sealed class IdentityTokenHandler(TokenCredential? credential) : DelegatingHandler
{
    private static readonly TokenRequestContext Scope = new(["https://cognitiveservices.azure.com/.default"]);
    /// <inheritdoc/>
    /// <exception cref="Azure.Identity.AuthenticationFailedException">The app has no identity here, or it is not accepted.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (credential is not null)
        {
            AccessToken token = await credential.GetTokenAsync(Scope, cancellationToken);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
