using Spectre.Console;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Progress;

/// <summary>A table with a bar for each stage, redrawn in place.</summary>
internal sealed class LiveProgress(IAnsiConsole console, TimeProvider time) : IProgressDisplay
{
    public Task<PipelineStatus> ShowWhileAsync(Func<IProgressView, Task<PipelineStatus>> watch) =>
        console.Live(new Text("Asking the server ...")).StartAsync(context => watch(new LiveProgressView(context, time)));
}
