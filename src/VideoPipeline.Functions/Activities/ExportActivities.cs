using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Polly;
using VideoPipeline.Artifacts;
using VideoPipeline.Drafts;
using VideoPipeline.Export;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Activities;

/// <summary>The activities of the export stage. None of them lasts as long as the export: it is polled.</summary>
public sealed class ExportActivities(
    ExporterClient exporter, ArtifactStore artifacts, StageReporter reporter, IOptionsMonitor<SlotOptions> options, TimeProvider time)
{
    // Many polls make one activity, so that a long export does not fill the history; each tells how far the export is.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    private static readonly TimeSpan ExcerptPoll = TimeSpan.FromSeconds(0.5);

    private static readonly StageFailure Lost =
        new("export-failed", "The exporter has lost the export several times. Check its state directory, then retry the run.");

    /// <summary>Does what needs no exporter: finds the draft and the request to go on with, and notes that the run waits.</summary>
    [Function(nameof(PrepareExport))]
    public async Task<PreparedExport> PrepareExport([ActivityTrigger] PipelineInput input, CancellationToken cancellationToken)
    {
        DraftManifest manifest =
            await artifacts.FindJsonAsync<DraftManifest>(ArtifactKind.Draft, input.Key, ArtifactNames.Manifest, cancellationToken)
            ?? throw new InvalidOperationException($"The run {input.Key} has no draft to export.");
        RunRecord record = await reporter.ChangeAsync(
            input,
            PipelineStage.Export,
            s => s.Start(time.GetUtcNow(), "Waiting for the exporter").Report(0, "Waiting for the exporter", "the exporter"),
            cancellationToken);
        return new PreparedExport(manifest.Draft, record.Of(PipelineStage.Export).RequestsGivenUp, options.CurrentValue.Patience);
    }

    /// <summary>Hands the draft to the exporter, which idles until then; so it is told first, and the record after it.</summary>
    [Function(nameof(StartExport))]
    public async Task<ExportProgress> StartExport([ActivityTrigger] ExportStep step, CancellationToken cancellationToken)
    {
        try
        {
            ExportJob job = await exporter.StartAsync(OrderOf(step), cancellationToken);
            if (job.State == ExportState.Cancelled)
            {
                // whoever runs the stage next must not wait for a slot under an ID that nobody will use again
                await reporter.ChangeAsync(step.Input, PipelineStage.Export, s => s.GiveUp(step.Request + 1), cancellationToken);
                return new ExportProgress(ExportPhase.Abandoned, Failure: FailureOf(job));
            }

            return await ReportAsync(step, job, cancellationToken);
        }
        catch (TokenOutdatedException e)
        {
            return new ExportProgress(ExportPhase.SlotLost, Failure: new StageFailure(TokenOutdatedException.Code, e.Message));
        }
        catch (ExportRefusedException e)
        {
            return new ExportProgress(ExportPhase.Ended, Failure: new StageFailure(e.Code, e.Message));
        }
    }

    /// <summary>Waits for the export's end, a minute at most. When it ends, it is told at once: somebody waits for the exporter.</summary>
    [Function(nameof(AwaitExport))]
    public async Task<ExportProgress> AwaitExport([ActivityTrigger] ExportStep step, CancellationToken cancellationToken)
    {
        DateTimeOffset until = time.GetUtcNow() + Patience;
        while (true)
        {
            ExportJob? job = await exporter.FindAsync(step.RequestId, Poll, cancellationToken);
            if (job is null)
            {
                return new ExportProgress(ExportPhase.Forgotten, Failure: Lost);
            }

            if (job.HasEnded)
            {
                return ProgressOf(job);
            }

            ExportProgress progress = await ReportAsync(step, job, cancellationToken);
            if (progress.Phase == ExportPhase.Cancelled || time.GetUtcNow() >= until)
            {
                return progress;
            }
        }
    }

    /// <summary>Cancels the export; true when the exporter has stopped, or has stopped before.</summary>
    [Function(nameof(CancelExport))]
    public async Task<bool> CancelExport([ActivityTrigger] ExportStep step, CancellationToken cancellationToken)
    {
        await exporter.CancelAsync(step.RequestId, cancellationToken);
        return await exporter.FindAsync(step.RequestId, Patience, cancellationToken) is null or { HasEnded: true };
    }

    /// <summary>
    /// Waits for the preview and the poster, which the exporter makes after the video, a minute at most; true when it has. A run does not
    /// fail for want of them.
    /// </summary>
    [Function(nameof(AwaitExcerpts))]
    public async Task<bool> AwaitExcerpts([ActivityTrigger] ExportStep step, CancellationToken cancellationToken)
    {
        DateTimeOffset until = time.GetUtcNow() + Patience;
        try
        {
            while (await exporter.FindAsync(step.RequestId, TimeSpan.Zero, cancellationToken) is { IsSettled: false })
            {
                if (time.GetUtcNow() >= until)
                {
                    return false;
                }

                await Task.Delay(ExcerptPoll, time, cancellationToken);
            }

            return true;
        }
        catch (Exception e) when (e is HttpRequestException or ExecutionRejectedException)
        {
            await reporter.WriteLogAsync(step.Input, $"Whether the video has a preview is not known: {e.Message}", cancellationToken);
            return false;
        }
    }

    /// <summary>Records how the export ended.</summary>
    [Function(nameof(EndExport))]
    public async Task<StageOutcome> EndExport([ActivityTrigger] ExportEnd end, CancellationToken cancellationToken)
    {
        if (end.Failure is { } failure)
        {
            await reporter.FailAsync(end.Input, PipelineStage.Export, failure, cancellationToken);
            return new StageOutcome(failure);
        }

        // also when the run was cancelled meanwhile: the video is there
        await reporter.CompleteAsync(end.Input, PipelineStage.Export, end.Detail ?? "The video is stored", cancellationToken);
        return StageOutcome.Done;
    }

    private static ExportProgress ProgressOf(ExportJob job) => job.State switch
    {
        ExportState.Succeeded =>
            new ExportProgress(ExportPhase.Ended, 100, Detail: $"{TimeSpan.FromSeconds(job.VideoSeconds ?? 0):m\\:ss} of video"),
        ExportState.Failed or ExportState.Cancelled => new ExportProgress(ExportPhase.Ended, job.Percent, FailureOf(job)),
        _ => new ExportProgress(ExportPhase.UnderWay, job.Percent),
    };

    private static StageFailure FailureOf(ExportJob job) => new(
        "export-failed",
        job.Error ?? "The export was cancelled at the exporter, by hand or because it took longer than Slots:ExportDeadline allows.");

    private ExportOrder OrderOf(ExportStep step) => new(
        step.RequestId, step.Token, step.Draft, artifacts.ContainerOf(ArtifactKind.Video), step.Input.Key.BlobPrefix + ArtifactNames.Video);

    // The record tells whether the run is to stop, also when the event that said so was lost.
    private async Task<ExportProgress> ReportAsync(ExportStep step, ExportJob job, CancellationToken cancellationToken)
    {
        string detail = job.State == ExportState.Queued ? "Queued at the exporter" : "Rendering";
        RunRecord record = await reporter.ChangeAsync(
            step.Input, PipelineStage.Export, s => s.Report(job.Percent, detail, null), cancellationToken);
        return record.CancelRequestedAt is not null && !job.HasEnded ? new ExportProgress(ExportPhase.Cancelled, job.Percent) : ProgressOf(job);
    }
}
