namespace FunctionsSelfHost.Tests.Engine.Kills;

/// <summary>One thing that an orchestration does.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">A number that the kind gives a meaning.</param>
/// <param name="Inner">The steps inside of it.</param>
internal sealed record PlanStep(PlanKind Kind, int Value, IReadOnlyList<PlanStep> Inner);

internal enum PlanKind
{
    /// <summary>Call an activity.</summary>
    Activity,

    /// <summary>Call one that fails, and is tried twice.</summary>
    Failure,

    /// <summary>Wait a few milliseconds.</summary>
    Timer,

    /// <summary>Have a sub-orchestration send an event here, and wait for it.</summary>
    Event,

    /// <summary>Call a sub-orchestration that does the inner steps.</summary>
    Child,

    /// <summary>Do the inner steps at once.</summary>
    All,

    /// <summary>Add to the instance's own entity by a call.</summary>
    Call,

    /// <summary>Add to the instance's own entity by a signal.</summary>
    Signal,

    /// <summary>Have the instance's own entity add by a signal to itself, and start an orchestration that adds as well.</summary>
    EntityStart,

    /// <summary>Lock the entity that all share, read it, write it.</summary>
    Lock,

    /// <summary>Go on in a new execution.</summary>
    Continue,
}
