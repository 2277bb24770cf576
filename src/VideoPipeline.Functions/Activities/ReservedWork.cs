using System.Text.Json.Serialization;
using VideoPipeline.Artifacts;
using VideoPipeline.Limits;

namespace VideoPipeline.Functions.Activities;

/// <summary>
/// Does work with the requests that were reserved for it. A reservation is for one attempt: whoever is first to leave a mark in the run's
/// log folder has it. An attempt that an engine makes again after a crash, or beside one that is still under way elsewhere, comes with the
/// same slots and must not send on them a second time.
/// </summary>
public sealed class ReservedWork(RequestPermits permits, ArtifactStore artifacts)
{
    /// <summary>Does the work; its requests take the part's slots.</summary>
    /// <exception cref="RequestNotReservedException">The work wanted to send a request and had no slot for it.</exception>
    public async Task<T> RunAsync<T>(StagePart part, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        bool isFirst = part is { Reservation: not null, Slots.Count: > 0 } && await IsFirstAsync(part, cancellationToken);
        using IDisposable use = permits.Use(isFirst ? part.Slots! : []);
        return await work();
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(StagePart part, Func<Task> work, CancellationToken cancellationToken) => RunAsync<object?>(part, async () =>
    {
        await work();
        return null;
    }, cancellationToken);

    private async Task<bool> IsFirstAsync(StagePart part, CancellationToken cancellationToken)
    {
        var mine = new Attempt(Guid.NewGuid());
        string name = $"parts/reservation-{part.Reservation}.json";
        Attempt first = await artifacts.AddJsonAsync(ArtifactKind.Log, part.Input.Key, name, mine, cancellationToken);
        return first == mine;
    }

    private sealed record Attempt([property: JsonPropertyName("attempt")] Guid Id);
}
