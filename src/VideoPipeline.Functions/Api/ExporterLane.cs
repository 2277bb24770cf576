using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using VideoPipeline.Export;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>Finds out who uses the exporter, and who waits for it.</summary>
public sealed class ExporterLane(ExporterMonitor exporter, RunRecordStore records, TimeProvider time)
{
    private const int ReadAtOnce = 16;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    // pages ask again and again: one look serves all that come within this time
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private Task<ExporterBody>? last;
    private DateTimeOffset lookedAt;

    /// <summary>What is known of the exporter, at most two seconds old.</summary>
    internal Task<ExporterBody> ReadAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (last is null or { IsFaulted: true } || time.GetUtcNow() - lookedAt >= Fresh)
            {
                lookedAt = time.GetUtcNow();

                // whoever goes away does not take the others' answer along
                last = LookAsync(client, CancellationToken.None);
            }

            return last.WaitAsync(cancellationToken);
        }
    }

    // At the semaphore, at the runs that are in it, and at the exporter itself.
    private async Task<ExporterBody> LookAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        EntityMetadata<SemaphoreState>? semaphore = await client.Entities.GetEntityAsync<SemaphoreState>(
            SemaphoreEntity.IdOf(SemaphoreEntity.Exporter), cancellation: cancellationToken);
        SemaphoreState state = semaphore is { State: { } known } ? known : SemaphoreState.Create(new SlotRules(1, TimeSpan.Zero, false), now);
        (IReadOnlyList<ExportJob>? jobs, string? fault) = await AskAsync(cancellationToken);
        HolderBody[] holders = await Task.WhenAll(state.Holders.Select(h => HolderAsync(h, cancellationToken)));
        IReadOnlyList<WaitingBody> waiting = await WaitingAsync(state, now, cancellationToken);
        return new ExporterBody(
            jobs is not null && state.Holders.Count == 0,
            holders is [var holder, ..] ? holder : null,
            waiting,
            jobs is null ? null : BusyShare(jobs, now),
            state.Holds.Count == 0 ? null : state.Holds.Average(),
            state.WaitOfNext(now)?.TotalSeconds,
            new ReachableBody(jobs is not null, fault));
    }

    /// <summary>How much of the last hour the exporter has spent with exports, 0 to 1.</summary>
    internal static double BusyShare(IEnumerable<ExportJob> jobs, DateTimeOffset now)
    {
        DateTimeOffset from = now - Window;
        var spans = jobs.Where(j => j.StartedAt is not null && (j.EndedAt ?? now) > from)
            .Select(j => (Start: j.StartedAt!.Value > from ? j.StartedAt.Value : from, End: j.EndedAt ?? now))
            .OrderBy(s => s.Start);
        TimeSpan busy = TimeSpan.Zero;
        DateTimeOffset counted = from;
        foreach ((DateTimeOffset start, DateTimeOffset end) in spans)
        {
            // a job that was started again after a crash may lie over another one
            DateTimeOffset begin = start > counted ? start : counted;
            busy += end > begin ? end - begin : TimeSpan.Zero;
            counted = end > counted ? end : counted;
        }

        return Math.Min(1, Math.Round(busy / Window, 4));
    }

    private async Task<(IReadOnlyList<ExportJob>? Jobs, string? Fault)> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await exporter.ListAsync(cancellationToken), null);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            const string fault =
                "The exporter does not answer as it should: see that it runs, that EXPORT_VIDEO_URL is its address, and EXPORTER_KEY its key.";
            return (null, fault);
        }
    }

    private async Task<HolderBody> HolderAsync(SlotHolder holder, CancellationToken cancellationToken)
    {
        RunRecord? run = await FindAsync(holder.Request, cancellationToken);
        StageRecord? export = run?.Stages.FirstOrDefault(s => s.Stage == PipelineStage.Export);
        return new HolderBody(
            holder.Request.InstanceId,
            holder.Request.RunId,
            holder.Request.CreatorId,
            run?.Input.Request.VideoId,
            holder.GrantedAt,
            export?.Percent ?? 0,
            export?.Detail);
    }

    private async Task<IReadOnlyList<WaitingBody>> WaitingAsync(SemaphoreState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        IReadOnlyList<SlotRequest> queue = state.InOrder;
        var waiting = new WaitingBody[queue.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, queue.Count, options, async (i, stop) =>
        {
            SlotRequest request = queue[i];
            RunRecord? run = await FindAsync(request, stop);
            SlotPlace? place = state.PlaceOf(request.RequestId, now);
            waiting[i] = new WaitingBody(
                request.InstanceId,
                request.RunId,
                request.CreatorId,
                run?.Input.Request.VideoId,
                i + 1,
                run?.Stages.FirstOrDefault(s => s.Stage == PipelineStage.Export)?.StartedAt,
                place?.EstimatedWait?.TotalSeconds);
        });
        return waiting;
    }

    private async Task<RunRecord?> FindAsync(SlotRequest request, CancellationToken cancellationToken) =>
        PipelineInstanceId.TryParse(request.InstanceId, out PipelineInstanceId pipeline) && RunId.TryParse(request.RunId, null, out RunId run)
            ? await records.FindAsync(new RunKey(pipeline, run), cancellationToken)
            : null;
}
