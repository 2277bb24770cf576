using System.Globalization;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Progress;

/// <summary>A stage in words.</summary>
internal static class StageText
{
    /// <summary>What the stage does now, without its percentage: "segment 2 of 5", "waiting for the exporter".</summary>
    public static string Activity(StageStatus stage) => stage switch
    {
        { State: "completed" } => stage.Detail ?? "done",
        { State: "failed" } => stage.Detail ?? "failed",
        { WaitingFor: { Length: > 0 } waitingFor } => $"waiting for {waitingFor}",
        { State: "pending" } => "",
        _ => stage.Detail ?? "",
    };

    /// <summary>One line for logs: name, state, percentage, activity, elapsed time.</summary>
    public static string Line(StageStatus stage, DateTimeOffset now)
    {
        string progress = stage.State == "running" ? $"{stage.Percent ?? 0,3:0} %" : "";
        string elapsed = stage.Elapsed(now) is { } time ? $"({Duration(time)})" : "";
        string line = $"{stage.Name,-8}{stage.State,-11}{progress,-7}{Activity(stage)} {elapsed}";
        return line.TrimEnd();
    }

    /// <summary>m:ss, or h:mm:ss from an hour on. A clock that is behind the server's shows as 0:00.</summary>
    public static string Duration(TimeSpan time)
    {
        TimeSpan shown = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return shown.ToString(shown.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
    }
}
