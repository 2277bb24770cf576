namespace FunctionsSelfHost.Engine.Telemetry;

/// <summary>What an instance is.</summary>
internal enum InstanceKind
{
    Orchestration,
    Entity,
}
