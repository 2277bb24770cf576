using Microsoft.DurableTask.Entities;

namespace VideoPipeline.Functions.Exporting;

/// <summary>
/// A semaphore over all hosts; its key names the resource, for example <see cref="Exporter"/>. Grants that come later are events. An
/// entity cannot raise events, so it starts <see cref="SlotGranter"/>, which does.
/// </summary>
public sealed class SemaphoreEntity(TimeProvider time) : TaskEntity<SemaphoreState>
{
    /// <summary>The key of the exporter's semaphore; its capacity is one.</summary>
    public const string Exporter = "exporter";

    /// <summary>The ID of a resource's semaphore.</summary>
    public static EntityInstanceId IdOf(string resource) => new(nameof(SemaphoreEntity), resource);

    /// <summary>Asks for a slot.</summary>
    public SlotAnswer Acquire(SlotRequest request)
    {
        (State, SlotAnswer answer) = State.Acquire(request);
        return answer;
    }

    /// <summary>Notes that the owner knows of its slot.</summary>
    public void Confirm(string requestId) => State = State.Confirm(requestId);

    /// <summary>Gives slots back, or leaves the queue.</summary>
    public void Release(string[] requestIds)
    {
        (State, IReadOnlyList<SlotGrant> grants) = State.Release(requestIds);
        Send(grants);
    }

    /// <summary>Sends the grants again whose owners have not confirmed them.</summary>
    public void Remind() => Send(State.Unconfirmed());

    /// <inheritdoc/>
    protected override SemaphoreState InitializeState(TaskEntityOperation entityOperation) => SemaphoreState.Create(1, time.GetUtcNow());

    private void Send(IReadOnlyList<SlotGrant> grants)
    {
        foreach (SlotGrant grant in grants)
        {
            Context.ScheduleNewOrchestration(nameof(SlotGranter), grant);
        }
    }
}
