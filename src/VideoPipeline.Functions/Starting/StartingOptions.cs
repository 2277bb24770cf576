using System.ComponentModel.DataAnnotations;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Starting;

/// <summary>How starts are taken. Section <c>Starting</c>.</summary>
public sealed class StartingOptions
{
    /// <summary>
    /// Equal requests without an idempotency key that come within this time of each other are one request, even when its run has ended
    /// already. Default 10 seconds; zero to ten minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DuplicateWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// True when a later request, without a key and not queued on purpose, is a repetition of an earlier one. One after a cancellation is
    /// none: whoever cancels and asks again means it.
    /// </summary>
    public bool AreOneRequest(RunRecord earlier, PipelineInput later) =>
        earlier.State != RunState.Cancelled
        && later.Fingerprint == earlier.Input.Fingerprint
        && (later.RequestedAt - earlier.Input.RequestedAt).Duration() <= DuplicateWindow;
}
