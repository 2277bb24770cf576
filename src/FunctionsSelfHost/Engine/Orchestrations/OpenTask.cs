using FunctionsSelfHost.Engine.History;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>An action that the code has taken and whose end is awaited.</summary>
/// <param name="Action">The action: an activity, a sub-orchestration or a timer.</param>
/// <param name="Complete">Hands the serialized result to the code.</param>
/// <param name="Fail">Hands the failure to the code.</param>
internal sealed record OpenTask(HistoryEvent Action, Action<string?> Complete, Action<TaskFailureDetails> Fail);
