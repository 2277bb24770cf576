using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Artifacts;
using VideoPipeline.Drafts;
using VideoPipeline.Export;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Activities;

/// <summary>The activities of the export stage. None of them lasts as long as the export: it is polled.</summary>
public sealed class ExportActivities(ExporterClient exporter, ArtifactStore artifacts, StageReporter reporter, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>Tells where the run waits in the exporter's queue.</summary>
    [Function(nameof(ReportSlotWait))]
    public async Task ReportSlotWait([ActivityTrigger] SlotWait wait, CancellationToken cancellationToken)
    {
        await reporter.ChangeAsync(wait.Input, PipelineStage.Export, s => s.Start(time.GetUtcNow(), "Waiting for the exporter"), cancellationToken);
        await reporter.ChangeAsync(
            wait.Input, PipelineStage.Export, s => s.Report(0, "Waiting for the exporter", $"the exporter (place {wait.Position} in its queue)"), cancellationToken);
    }

    /// <summary>Hands the draft to the exporter.</summary>
    [Function(nameof(StartExport))]
    public Task<StageOutcome> StartExport([ActivityTrigger] ExportStep step, CancellationToken cancellationToken) =>
        reporter.BeginAsync(step.Input, PipelineStage.Export, "Handing the draft to the exporter", async () =>
        {
            RunKey run = step.Input.Key;
            DraftManifest manifest = await artifacts.FindJsonAsync<DraftManifest>(ArtifactKind.Draft, run, ArtifactNames.Manifest, cancellationToken)
                ?? throw new InvalidOperationException($"The run {run} has no draft to export.");
            await exporter.StartAsync(
                new ExportOrder(step.RequestId, step.Token, manifest.Draft, artifacts.ContainerOf(ArtifactKind.Video), run.BlobPrefix + ArtifactNames.Video),
                cancellationToken);
            return StageOutcome.Done;
        }, cancellationToken);

    /// <summary>Waits a little for the export's end, and tells how far it is.</summary>
    [Function(nameof(AwaitExport))]
    public async Task<ExportProgress> AwaitExport([ActivityTrigger] ExportStep step, CancellationToken cancellationToken)
    {
        ExportJob job = await exporter.FindAsync(step.RequestId, Poll, cancellationToken)
            ?? throw new InvalidOperationException($"The exporter does not know the job {step.RequestId}.");
        switch (job.State)
        {
            case ExportState.Succeeded:
                await reporter.EndAsync(
                    step.Input, PipelineStage.Export, () => Task.FromResult($"{TimeSpan.FromSeconds(job.VideoSeconds ?? 0):m\\:ss} of video"), cancellationToken);
                return new ExportProgress(true, 100, null);
            case ExportState.Failed or ExportState.Cancelled:
                var failure = new StageFailure("export-failed", job.Error ?? "The export was cancelled.");
                await reporter.ChangeAsync(step.Input, PipelineStage.Export, s => s.End(time.GetUtcNow(), failure), cancellationToken);
                return new ExportProgress(true, job.Percent, failure);
            default:
                await reporter.ChangeAsync(
                    step.Input, PipelineStage.Export, s => s.Report(job.Percent, job.State == ExportState.Queued ? "Queued at the exporter" : "Rendering", null), cancellationToken);
                return new ExportProgress(false, job.Percent, null);
        }
    }
}
