using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace VideoPipeline.Functions;

/// <summary>The storage that artifacts and records lie in: the host's own account.</summary>
internal static class StorageClients
{
    private const string Connection = "AzureWebJobsStorage";

    /// <summary>Adds clients by connection string, or by account name or service URIs with the app's identity.</summary>
    public static IServiceCollection AddStorageClients(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[Connection] is { Length: > 0 } text)
        {
            return services
                .AddSingleton(new BlobServiceClient(text))
                .AddSingleton(new TableServiceClient(text))
                .AddSingleton(new QueueServiceClient(text, AsTriggersReadThem));
        }

        IConfigurationSection section = configuration.GetSection(Connection);
        var identity = new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = section["clientId"] });
        return services
            .AddSingleton(new BlobServiceClient(ServiceUri(section, "blob"), identity))
            .AddSingleton(new TableServiceClient(ServiceUri(section, "table"), identity))
            .AddSingleton(new QueueServiceClient(ServiceUri(section, "queue"), identity, AsTriggersReadThem));
    }

    // host.json says base64
    private static QueueClientOptions AsTriggersReadThem => new() { MessageEncoding = QueueMessageEncoding.Base64 };

    private static Uri ServiceUri(IConfigurationSection section, string service) =>
        section[$"{service}ServiceUri"] is { Length: > 0 } uri ? new Uri(uri)
        : section["accountName"] is { Length: > 0 } account ? new Uri($"https://{account}.{service}.core.windows.net")
        : throw new InvalidOperationException(
            $"The app has no storage. Set {Connection} to a connection string (UseDevelopmentStorage=true for Azurite), or {Connection}__accountName to an account's name.");
}
