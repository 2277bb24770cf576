using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Functions;

/// <summary>The storage that artifacts and records lie in: the host's own account.</summary>
internal static class StorageClients
{
    // host.json says base64
    private static QueueClientOptions AsTriggersReadThem => new() { MessageEncoding = QueueMessageEncoding.Base64 };

    /// <summary>Adds clients by connection string, or by account name or service URIs with the app's identity.</summary>
    public static IServiceCollection AddStorageClients(this IServiceCollection services, IConfiguration configuration)
    {
        var account = new StorageAccount(configuration);
        return services
            .AddSingleton(account.Client("blob", text => new BlobServiceClient(text), (uri, identity) => new BlobServiceClient(uri, identity)))
            .AddSingleton(account.Client("table", text => new TableServiceClient(text), (uri, identity) => new TableServiceClient(uri, identity)))
            .AddSingleton(account.Client(
                "queue", text => new QueueServiceClient(text, AsTriggersReadThem), (uri, identity) => new QueueServiceClient(uri, identity, AsTriggersReadThem)));
    }
}
