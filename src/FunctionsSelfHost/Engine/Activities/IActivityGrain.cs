using Orleans.Concurrency;

namespace FunctionsSelfHost.Engine.Activities;

/// <summary>One running activity.</summary>
[Alias("FunctionsSelfHost.Activity")]
internal interface IActivityGrain : IGrainWithStringKey
{
    /// <summary>Runs the activity, unless it runs already, and tells its orchestration the result. Returns at once.</summary>
    [Alias("Start")]
    [AlwaysInterleave]
    Task StartAsync(ActivityInvocation invocation);
}
