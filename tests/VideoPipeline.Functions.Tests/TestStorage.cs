using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests;

/// <summary>Records and artifacts in tables and containers of a test's own.</summary>
internal sealed class TestStorage
{
    public TestStorage(Azurite azurite)
    {
        var tables = new TableServiceClient(azurite.ConnectionString);
        IOptions<ArtifactStoreOptions> places = Options.Create(new ArtifactStoreOptions { Prefix = $"s{Guid.NewGuid():N}"[..12] });
        var blobs = new BlobServiceClient(azurite.ConnectionString);
        Index = new RunIndex(tables, places);
        Records = new RunRecordStore(tables, Index, places);
        Artifacts = new ArtifactStore(blobs, places);
        Log = new RunLog(blobs, Artifacts, TimeProvider.System);
    }

    public RunIndex Index { get; }

    public RunRecordStore Records { get; }

    public ArtifactStore Artifacts { get; }

    public RunLog Log { get; }
}
