using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Options;
using VideoPipeline.Limits;

namespace VideoPipeline.Functions.Limits;

/// <summary>
/// A semaphore over all hosts; its key names the resource: <see cref="Exporter"/>, or a provider such as <c>tts:easyvoice</c>, whose
/// capacity is its setting <c>Concurrency</c> at the time of each operation. Grants that come later are events. An entity cannot raise
/// events, so it starts <see cref="SlotGranter"/>, which does.
/// </summary>
public sealed class SemaphoreEntity(TimeProvider time, IOptionsMonitor<LimitsOptions> limits, IOptionsMonitor<SlotOptions> options)
    : TaskEntity<SemaphoreState>
{
    /// <summary>The key of the exporter's semaphore. Its capacity is one, whatever the settings say: its tokens fence.</summary>
    public const string Exporter = "exporter";

    // the setting was taken away while somebody waited: everybody comes in
    private const int Unlimited = int.MaxValue;

    /// <summary>The ID of a resource's semaphore, whatever the case of its name: settings are read without it.</summary>
    public static EntityInstanceId IdOf(string resource) => new(nameof(SemaphoreEntity), resource.ToLowerInvariant());

    /// <summary>Asks for a slot.</summary>
    public SlotAnswer Acquire(SlotRequest request)
    {
        (State, SlotAnswer answer, IReadOnlyList<SlotGrant> grants) = State.Under(Rules()).Acquire(request, time.GetUtcNow());
        Send(grants);
        return answer;
    }

    /// <summary>Notes that the owner knows of its slot.</summary>
    public void Confirm(string requestId) => Apply(State.Under(Rules()).Confirm(requestId, time.GetUtcNow()));

    /// <summary>Notes that the owner is alive.</summary>
    public void Renew(string requestId) => Apply(State.Under(Rules()).Renew(requestId, time.GetUtcNow()));

    /// <summary>Gives slots back, or leaves the queue.</summary>
    public void Release(string[] requestIds) => Apply(State.Under(Rules()).Release(requestIds, time.GetUtcNow()));

    /// <summary>Gives everything back that an owner holds or waits for.</summary>
    public void ReleaseAll(SlotOwner owner) => Apply(State.Under(Rules()).Release(owner, time.GetUtcNow()));

    /// <summary>Takes slots and places back from owners that are gone.</summary>
    public void TakeBack(AbandonedSlot[] abandoned) => Apply(State.Under(Rules()).TakeBack(abandoned, time.GetUtcNow()));

    /// <summary>Sends the grants again whose owners have not confirmed them.</summary>
    public void Remind() => Send(State.Unconfirmed());

    /// <inheritdoc/>
    protected override SemaphoreState InitializeState(TaskEntityOperation entityOperation) =>
        SemaphoreState.Create(Rules(), time.GetUtcNow());

    private SlotRules Rules()
    {
        string resource = Context.Id.Key;
        int capacity = resource == Exporter ? 1 : limits.CurrentValue.Of(resource).Concurrency ?? Unlimited;
        return new SlotRules(capacity, options.CurrentValue.Lease, options.CurrentValue.FairBetweenCreators);
    }

    private void Apply((SemaphoreState State, IReadOnlyList<SlotGrant> Grants) change)
    {
        State = change.State;
        Send(change.Grants);
    }

    private void Send(IReadOnlyList<SlotGrant> grants)
    {
        foreach (SlotGrant grant in grants)
        {
            Context.ScheduleNewOrchestration(nameof(SlotGranter), grant);
        }
    }
}
