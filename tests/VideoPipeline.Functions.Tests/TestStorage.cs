using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Drafts;
using VideoPipeline.Functions.Api;
using VideoPipeline.Functions.Runs;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;
using VideoPipeline.Reports;
using VideoPipeline.Story;
using VideoPipeline.Telemetry;
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
        Records = new RunRecordStore(tables, Index, Metrics, places);
        Artifacts = new ArtifactStore(blobs, places);
        RunArtifacts = new RunArtifacts(Artifacts, new DraftPictureFiles(Artifacts));
        Log = new RunLog(blobs, Artifacts, TimeProvider.System);
        Meter = new CallMeter(Metrics);
        Journal = new RunJournal(Artifacts, blobs, Meter, TimeProvider.System);
        Reports = new RunReportStore(Artifacts, Journal);
        Sources = new SourceStore(blobs, tables, places);
        Scheduler = new RunScheduler(Records, NullLogger<RunScheduler>.Instance);
        Twins = new TwinFinder(Records, Options.Create(new StartingOptions()));
    }

    /// <summary>What is measured, unheard.</summary>
    public PipelineMetrics Metrics { get; } = new(new MetricRecorder());

    public RunIndex Index { get; }

    public RunRecordStore Records { get; }

    public ArtifactStore Artifacts { get; }

    public RunArtifacts RunArtifacts { get; }

    public RunLog Log { get; }

    public CallMeter Meter { get; }

    public RunJournal Journal { get; }

    public RunReportStore Reports { get; }

    public SourceStore Sources { get; }

    public RunScheduler Scheduler { get; }

    public TwinFinder Twins { get; }

    public RunCallbacks Callbacks { get; } = new(NullLogger<RunCallbacks>.Instance);

    public RunRemover Remover => new(Records, Artifacts);

    /// <summary>A starter by the given clock.</summary>
    public PipelineStarter Starter(TimeProvider time) =>
        new(Sources, Records, Index, Scheduler, Twins, time, NullLogger<PipelineStarter>.Instance);

    /// <summary>A canceller by the given clock.</summary>
    public RunCanceller Canceller(TimeProvider time) => new(Records, Scheduler, Callbacks, time, NullLogger<RunCanceller>.Instance);
}
