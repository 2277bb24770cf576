using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a function by the clock. Runs of one function never overlap.</summary>
/// <param name="schedule">An NCRONTAB expression of six fields, seconds first, or <c>%NAME%</c> for an app setting that has one.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>The schedule, in UTC or in the time zone that the setting <c>WEBSITE_TIME_ZONE</c> names.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Whether the last run is kept, so that a run missed while the app was down is made up for, once; default true.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function runs when the app starts as well; default false.</summary>
    public bool RunOnStartup { get; set; }
}
