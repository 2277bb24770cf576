using System.Text.Json;
using Polly;
using Spectre.Console;
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
        return await new ArtifactDownloader(Client, ThroughOutages()).DownloadAsync(task, folder, cancellationToken);
    }

    /// <summary>Repeats what fails because the server is away, and tells of it on standard error.</summary>
    public ResiliencePipeline ThroughOutages() =>
        new PipelineWatcher(Client, Time).ThroughOutages(Json ? new SilentProgress() : new PlainProgress(Terminal.Error, Time));

    /// <summary>Says something to a person; silent with <c>--json</c>.</summary>
    public void Say(string line)
    {
        if (!Json)
        {
            Terminal.Out.WriteLine(line);
        }
    }

    /// <summary>Says something that is not part of a command's lines: on a terminal among them, otherwise on standard error.</summary>
    public void SayAside(string line)
    {
        if (!Json)
        {
            (Terminal.Live is null ? Terminal.Error : Terminal.Out).WriteLine(line);
        }
    }

    /// <summary>Rows for a person: a table on a terminal, otherwise a line for each with tabs between its cells; silent with <c>--json</c>.</summary>
    public void SayTable(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows)
    {
        if (Json)
        {
            return;
        }

        if (Terminal.Live is not { } console)
        {
            foreach (string[] row in rows)
            {
                Terminal.Out.WriteLine(string.Join('\t', row.Select(cell => cell.ReplaceLineEndings(" ").Replace('\t', ' '))));
            }

            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns([.. columns]);
        foreach (string[] row in rows)
        {
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        }

        console.Write(table);
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
