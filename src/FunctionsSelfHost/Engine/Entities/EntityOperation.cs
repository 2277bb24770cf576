using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Engine.Telemetry;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Engine.Entities;

/// <summary>One operation on an entity: what the user's code sees of it, and what the code did.</summary>
internal sealed class EntityOperation(EntityInstanceId id, EntityRequest request, string? state, DataConverter converter) : TaskEntityOperation
{
    private readonly OperationContext context = new(id, converter);
    private readonly OperationState operationState = new(state, converter);

    /// <inheritdoc/>
    public override string Name => request.Operation;

    /// <inheritdoc/>
    public override TaskEntityContext Context => context;

    /// <inheritdoc/>
    public override TaskEntityState State => operationState;

    /// <inheritdoc/>
    public override bool HasInput => request.Input is not null;

    /// <summary>The serialized state after the operation; null when the entity does not exist any more.</summary>
    public string? NewState => operationState.Serialized;

    /// <summary>The messages that the operation sends when it succeeds.</summary>
    public IReadOnlyList<OutgoingMessage> Messages => context.Messages;

    /// <inheritdoc/>
    public override object? GetInput(Type inputType) => converter.Deserialize(request.Input, inputType);

    private sealed class OperationState(string? serialized, DataConverter converter) : TaskEntityState
    {
        public string? Serialized { get; private set; } = serialized;

        public override bool HasState => Serialized is not null;

        public override object? GetState(Type type) => converter.Deserialize(Serialized, type);

        public override void SetState(object? state) => Serialized = state is null ? null : converter.Serialize(state);
    }

    private sealed class OperationContext(EntityInstanceId id, DataConverter converter) : TaskEntityContext
    {
        private readonly List<OutgoingMessage> messages = [];

        public IReadOnlyList<OutgoingMessage> Messages => messages;

        public override EntityInstanceId Id => id;

        public override void SignalEntity(EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
        {
            InstanceIds.ThrowIfTooLong(id.ToString());
            messages.Add(new OutgoingMessage(id.ToString(), new EntityRequest(
                Guid.NewGuid().ToString("D"), operationName, input is null ? null : converter.Serialize(input),
                true, null, null, options?.SignalTime?.UtcDateTime, null, 0)
            {
                TraceParent = EngineTracing.Current,
            }));
        }

        public override string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null)
        {
            string instanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N");
            InstanceIds.ThrowIfNotOrchestration(instanceId);

            messages.Add(new OutgoingMessage(instanceId, new StartMessage(
                name.Name, converter.Serialize(input), Guid.NewGuid().ToString("N"), null, options?.Tags?.ToDictionary(),
                options?.StartAt?.UtcDateTime, options?.Version?.Version ?? "")
            {
                TraceParent = EngineTracing.Current,
            }));
            return instanceId;
        }
    }
}
