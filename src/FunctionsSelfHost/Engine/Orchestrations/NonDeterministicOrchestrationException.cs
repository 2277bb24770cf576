namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>The orchestrator's code did something else than its history says. Usually it was changed while instances were running.</summary>
internal sealed class NonDeterministicOrchestrationException(string message) : Exception(message);
