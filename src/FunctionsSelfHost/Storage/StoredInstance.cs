using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;

namespace FunctionsSelfHost.Storage;

/// <summary>An instance as it is stored.</summary>
/// <param name="ExecutionId">The current execution.</param>
/// <param name="Version">Names this state in the next commit.</param>
/// <param name="History">The committed events of the current execution, in order.</param>
/// <param name="Delivery">What is owed and was received.</param>
/// <param name="Status">The status row as it was last written; null when it is missing.</param>
internal sealed record StoredInstance(
    string ExecutionId,
    string Version,
    IReadOnlyList<HistoryEvent> History,
    DeliveryState Delivery,
    InstanceStatus? Status);

/// <summary>One turn to commit.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="ExecutionId">The execution that the events belong to.</param>
/// <param name="ExpectedVersion">The version that was loaded or last committed; null when the instance must not exist.</param>
/// <param name="FirstOrdinal">The place of the first event in its execution, from 0.</param>
/// <param name="Events">The turn's events.</param>
/// <param name="Delivery">What is owed and was received after this turn.</param>
internal sealed record TurnCommit(
    string InstanceId,
    string ExecutionId,
    string? ExpectedVersion,
    int FirstOrdinal,
    IReadOnlyList<HistoryEvent> Events,
    DeliveryState Delivery);
