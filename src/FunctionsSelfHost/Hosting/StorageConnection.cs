using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace FunctionsSelfHost.Hosting;

/// <summary>
/// Makes clients for a named storage connection, as the Functions host reads it: a connection string, or settings below the name
/// (<c>{name}__accountName</c>, or <c>{name}__blobServiceUri</c> and its like) with the machine's Azure identity.
/// </summary>
internal sealed class StorageConnection(IConfiguration configuration)
{
    /// <summary>The connection of the host itself, and of triggers that name none.</summary>
    public const string DefaultName = "AzureWebJobsStorage";

    /// <summary>
    /// Whether an exception of a storage client is the storage's fault or the network's, so that a later try may succeed. The clients throw
    /// an <see cref="AggregateException"/> when their own retries are used up, and a cancellation when a request takes too long.
    /// </summary>
    public static bool IsFault(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.All(IsFault),
        _ => exception is RequestFailedException or IOException or OperationCanceledException or AuthenticationFailedException,
    };

    /// <summary>The tables of a connection.</summary>
    public TableServiceClient Tables(string name = DefaultName) => ConnectionString(name) is { } text
        ? new TableServiceClient(text)
        : new TableServiceClient(ServiceUri(name, "table"), Credential(name));

    /// <summary>The blobs of a connection.</summary>
    public BlobServiceClient Blobs(string name = DefaultName) => ConnectionString(name) is { } text
        ? new BlobServiceClient(text)
        : new BlobServiceClient(ServiceUri(name, "blob"), Credential(name));

    /// <summary>The queues of a connection. Messages are read as they are: the trigger decodes them.</summary>
    public QueueServiceClient Queues(string name = DefaultName) => ConnectionString(name) is { } text
        ? new QueueServiceClient(text)
        : new QueueServiceClient(ServiceUri(name, "queue"), Credential(name));

    private string? ConnectionString(string name) => configuration[name] is { Length: > 0 } text ? text : null;

    private Uri ServiceUri(string name, string service)
    {
        IConfigurationSection section = configuration.GetSection(name);
        if (section[$"{service}ServiceUri"] is { Length: > 0 } uri)
        {
            return new Uri(uri);
        }

        return section["accountName"] is { Length: > 0 } account
            ? new Uri($"https://{account}.{service}.core.windows.net")
            : throw new InvalidOperationException(
                $"The storage connection '{name}' is not set. Set the app setting {name} to a connection string " +
                $"(UseDevelopmentStorage=true for Azurite), or {name}__accountName to the name of a storage account.");
    }

    private DefaultAzureCredential Credential(string name) =>
        new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = configuration[$"{name}:clientId"] });
}
