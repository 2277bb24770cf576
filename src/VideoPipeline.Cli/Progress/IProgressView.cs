using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Progress;

/// <summary>Shows how a watched pipeline goes.</summary>
internal interface IProgressView
{
    /// <summary>The newest status; called at every poll, changed or not.</summary>
    void Show(PipelineStatus status);

    /// <summary>The server did not answer; it is asked again after <paramref name="retryIn"/>.</summary>
    void ShowOutage(string reason, TimeSpan retryIn);
}
