using System.Text.Json;
using Polly;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Downloads;
using VideoPipeline.Cli.Progress;

namespace VideoPipeline.Cli.Commands;

/// <summary>What a command works with while it runs.</summary>
/// <param name="Json">True when standard output must hold one JSON document and nothing else.</param>
internal sealed record CommandSession(PipelineClient Client, Terminal Terminal, TimeProvider Time, bool Json)
{
    /// <summary>The pipeline that is being watched, so that Ctrl-C can say how to go on watching; null before there is one.</summary>
    public string? WatchedTask { get; set; }

    /// <summary>Follows a run to its end on the screen.</summary>
    public async Task<PipelineStatus> WatchAsync(string task, string? run, CancellationToken cancellationToken)
    {
        WatchedTask = task;
        var watcher = new PipelineWatcher(Client, Time);
        return await Display().ShowWhileAsync(view => watcher.WatchAsync(task, run, view, cancellationToken));
    }

    /// <summary>Downloads the latest run's artifacts below <paramref name="folder"/>.</summary>
    public async Task<IReadOnlyList<string>> DownloadAsync(string task, string folder, CancellationToken cancellationToken)
    {
        IProgressView view = Json ? new SilentProgress() : new PlainProgress(Terminal.Error, Time);
        ResiliencePipeline outages = new PipelineWatcher(Client, Time).ThroughOutages(view);
        return await new ArtifactDownloader(Client, outages).DownloadAsync(task, folder, cancellationToken);
    }

    /// <summary>Says something to a person; silent with <c>--json</c>.</summary>
    public void Say(string line)
    {
        if (!Json)
        {
            Terminal.Out.WriteLine(line);
        }
    }

    /// <summary>The answer for a machine; silent without <c>--json</c>.</summary>
    public void WriteJson<T>(T document)
    {
        if (Json)
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(document, WireJson.Indented));
        }
    }

    /// <summary>How a watch was ended says how the pipeline ended.</summary>
    public int Report(PipelineStatus status)
    {
        if (status.Succeeded)
        {
            return ExitCode.Ok;
        }

        if (!Json)
        {
            Terminal.Error.WriteLine($"The pipeline {status.TaskId} ended as {status.Status}: {status.Error ?? "the server gave no reason."}");
            Terminal.Error.WriteLine($"Mend what it names and go on with `vp retry {status.TaskId}`; " +
                $"`vp download {status.TaskId}` fetches what the finished stages produced.");
        }

        return ExitCode.Failed;
    }

    private IProgressDisplay Display() => this switch
    {
        { Json: true } => new SilentProgress(),
        { Terminal.Live: { } console } => new LiveProgress(console, Time),
        _ => new PlainProgress(Terminal.Out, Time),
    };
}
