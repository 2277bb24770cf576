using System.CommandLine;
using System.Text.Json.Serialization;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Logs;

namespace VideoPipeline.Cli.Commands;

/// <summary><c>vp logs</c>: prints a run's log.</summary>
internal sealed class LogsCommand : Command
{
    private readonly Argument<string> task = SharedOptions.Task();
    private readonly Option<string?> run = SharedOptions.Run();

    private readonly Option<int?> tail = new("--tail") { HelpName = "N", Description = "Only the last N lines, 1 to 10000." };

    private readonly Option<bool> follow = new("--follow", "-f") { Description = "Go on with new lines until the run has ended." };

    public LogsCommand(CommandRunner runner)
        : base("logs", "Print a run's log, also while the run goes on.")
    {
        tail.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 10_000)
            {
                result.AddError("--tail must be 1 to 10000.");
            }
        });
        Arguments.Add(task);
        Options.Add(run);
        Options.Add(tail);
        Options.Add(follow);
        SetAction((arguments, cancellationToken) =>
            runner.RunAsync(arguments, session => ExecuteAsync(session, arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> ExecuteAsync(CommandSession session, ParseResult arguments, CancellationToken cancellationToken)
    {
        if (session.Json && arguments.GetValue(follow))
        {
            throw new UsageException("--json prints one document: it cannot be had with --follow.");
        }

        string id = arguments.GetRequiredValue(task);
        PipelineStatus status = await session.Client.StatusAsync(id, arguments.GetValue(run), cancellationToken);
        if (status.RunId is not { } runId)
        {
            throw new ServerUnreachableException($"The server at {session.Client.Address} does not tell the run of {id}. Is it older than this vp?");
        }

        var log = new RunLogReader(session.Client, status.TaskId, runId);
        string text = await log.ReadAsync(arguments.GetValue(tail), cancellationToken);
        session.WriteJson(new LogReport(status.TaskId, runId, text.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        if (!session.Json)
        {
            await session.Terminal.Out.WriteAsync(text);
        }

        if (arguments.GetValue(follow))
        {
            session.WatchedTask = status.TaskId;
            await FollowAsync(session, log, status, cancellationToken);
        }

        return ExitCode.Ok;
    }

    private static async Task FollowAsync(CommandSession session, RunLogReader log, PipelineStatus status, CancellationToken cancellationToken)
    {
        await foreach (string more in log.FollowAsync(status.Ended, session, cancellationToken))
        {
            await session.Terminal.Out.WriteAsync(more);
            await session.Terminal.Out.FlushAsync(cancellationToken);
        }
    }

    private sealed record LogReport(
        [property: JsonPropertyName("task_id")] string TaskId,
        [property: JsonPropertyName("run_id")] string RunId,
        [property: JsonPropertyName("lines")] IReadOnlyList<string> Lines);
}
