using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Progress;

/// <summary>Shows nothing: with <c>--json</c>, standard output holds one document and nothing else.</summary>
internal sealed class SilentProgress : IProgressDisplay, IProgressView
{
    public Task<PipelineStatus> ShowWhileAsync(Func<IProgressView, Task<PipelineStatus>> watch) => watch(this);

    public void Show(PipelineStatus status)
    {
    }

    public void ShowOutage(string reason, TimeSpan retryIn)
    {
    }
}
