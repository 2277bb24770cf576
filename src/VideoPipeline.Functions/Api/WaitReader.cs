using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>Finds out what a run waits for, at this moment: the runs before it in its pipeline, or the exporter.</summary>
public sealed class WaitReader(RunRecordStore records, TimeProvider time)
{
    /// <summary>What the run waits for; <see cref="Wait.None"/> when it does not wait.</summary>
    public Task<Wait> ReadAsync(RunRecord run, DurableTaskClient client, CancellationToken cancellationToken) => run switch
    {
        { IsWaiting: true } => InItsPipelineAsync(run, cancellationToken),
        { State: RunState.Running, Current: { Stage: PipelineStage.Export, WaitingFor: not null } } => ForTheExporterAsync(run, client, cancellationToken),
        { State: RunState.Running, Current.WaitingFor: { } what } => Task.FromResult(new Wait(what)),
        _ => Task.FromResult(Wait.None),
    };

    private async Task<Wait> InItsPipelineAsync(RunRecord run, CancellationToken cancellationToken)
    {
        IReadOnlyList<RunRecord> waiting = await records.ListWaitingAsync(run.Input.Request.Pipeline, cancellationToken);
        int place = 1 + waiting.TakeWhile(r => r.Input.RunId != run.Input.RunId).Count();
        return run.Input.IsQueued ? new Wait($"its turn: place {place} among the runs of this pipeline that wait", place) : new Wait("a worker");
    }

    private async Task<Wait> ForTheExporterAsync(RunRecord run, DurableTaskClient client, CancellationToken cancellationToken)
    {
        EntityMetadata<SemaphoreState>? semaphore =
            await client.Entities.GetEntityAsync<SemaphoreState>(SemaphoreEntity.IdOf(SemaphoreEntity.Exporter), cancellation: cancellationToken);
        string request = ExportStage.RequestIdOf(run.Input.RunId, run.Of(PipelineStage.Export).RequestsGivenUp);
        return semaphore is { State: { } state } && state.PlaceOf(request, time.GetUtcNow()) is { Position: > 0 } place
            ? new Wait($"the exporter: {place.Ahead} before it", place.Position, place.EstimatedWait)
            : new Wait("the exporter");
    }
}

/// <summary>What a run waits for.</summary>
/// <param name="For">For a person; null when it does not wait.</param>
/// <param name="Position">The place in the queue, from 1; null when there is none.</param>
/// <param name="Estimate">How long it will probably take, by what earlier ones took; null when nothing is known.</param>
public sealed record Wait(string? For, int? Position = null, TimeSpan? Estimate = null)
{
    /// <summary>No wait.</summary>
    public static Wait None { get; } = new((string?)null);
}
