using System.Xml.Linq;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Functions.Sessions;

/// <summary>
/// Keeps the keys that session cookies are sealed with, in the container <c>session-keys</c>: so all processes take each other's cookies,
/// also after a restart. Who can read that container can make cookies; it is as private as the artifacts themselves.
/// </summary>
public sealed class SessionKeyStore(BlobServiceClient blobs, IOptions<ArtifactStoreOptions> options) : IXmlRepository
{
    private readonly BlobContainerClient container = blobs.GetBlobContainerClient(options.Value.Prefix + "session-keys");

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        container.CreateIfNotExists();
        return [.. container.GetBlobs().Select(Read)];
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        container.CreateIfNotExists();
        container.UploadBlob($"{friendlyName}.xml", BinaryData.FromString(element.ToString(SaveOptions.DisableFormatting)));
    }

    private XElement Read(BlobItem blob) => XElement.Parse(container.GetBlobClient(blob.Name).DownloadContent().Value.Content.ToString());
}
