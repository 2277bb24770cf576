using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace VideoPipeline.Artifacts;

/// <summary>The storage account of the settings <c>AzureWebJobsStorage</c>, by connection string or by the program's identity.</summary>
public sealed class StorageAccount
{
    private const string Setting = "AzureWebJobsStorage";

    private readonly string? connectionString;
    private readonly IConfigurationSection section;
    private readonly TokenCredential? identity;

    /// <summary>Reads the settings: a connection string, else an account's name or the URIs of its services, and the client ID of the identity.</summary>
    /// <exception cref="InvalidOperationException">They name no account.</exception>
    public StorageAccount(IConfiguration configuration)
    {
        section = configuration.GetSection(Setting);
        connectionString = configuration[Setting];
        if (!string.IsNullOrEmpty(connectionString))
        {
            return;
        }

        if (string.IsNullOrEmpty(section["accountName"]) && string.IsNullOrEmpty(section["blobServiceUri"]))
        {
            throw new InvalidOperationException(
                $"There is no storage. Set {Setting} to a connection string (UseDevelopmentStorage=true for Azurite), or {Setting}__accountName to an account's name.");
        }

        identity = section["clientId"] is { Length: > 0 } client
            ? new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = client })
            : new DefaultAzureCredential();
    }

    /// <summary>A client of one of the account's services.</summary>
    /// <param name="service">The service's name in addresses: <c>blob</c>, <c>table</c> or <c>queue</c>.</param>
    /// <param name="byConnectionString">Makes it of a connection string.</param>
    /// <param name="byIdentity">Makes it of an address and an identity.</param>
    public T Client<T>(string service, Func<string, T> byConnectionString, Func<Uri, TokenCredential, T> byIdentity) =>
        identity is null ? byConnectionString(connectionString!) : byIdentity(UriOf(service), identity);

    private Uri UriOf(string service) =>
        section[$"{service}ServiceUri"] is { Length: > 0 } uri ? new Uri(uri)
        : section["accountName"] is { Length: > 0 } account ? new Uri($"https://{account}.{service}.core.windows.net")
        : throw new InvalidOperationException($"The storage has no {service} service: set {Setting}__{service}ServiceUri, or {Setting}__accountName.");
}
