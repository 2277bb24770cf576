using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Progress;

/// <summary>Keeps a view on the screen for as long as a watch takes.</summary>
internal interface IProgressDisplay
{
    Task<PipelineStatus> ShowWhileAsync(Func<IProgressView, Task<PipelineStatus>> watch);
}
