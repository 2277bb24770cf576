namespace FunctionsSelfHost.Functions;

/// <summary>What starts a function.</summary>
internal enum FunctionKind
{
    Http,
    Queue,
    Timer,
    Orchestration,
    Activity,
    Entity,
}
