using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>What an orchestrator's code did in a turn.</summary>
/// <param name="Events">The new actions as events, in order; last the completion, if it completed.</param>
/// <param name="Messages">The messages to other instances that go with them.</param>
internal sealed record TurnResult(IReadOnlyList<HistoryEvent> Events, IReadOnlyList<OutgoingMessage> Messages);
