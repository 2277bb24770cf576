using System.CommandLine;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Commands;

/// <summary><c>vp watch</c>: follows a pipeline to its end.</summary>
internal sealed class WatchCommand : Command
{
    private readonly Argument<string> task = SharedOptions.Task();

    public WatchCommand(CommandRunner runner)
        : base("watch", "Follow a pipeline to its end. Ctrl-C ends the watch, not the pipeline.")
    {
        Arguments.Add(task);
        SetAction((arguments, cancellationToken) =>
            runner.RunAsync(arguments, session => ExecuteAsync(session, arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> ExecuteAsync(CommandSession session, ParseResult arguments, CancellationToken cancellationToken)
    {
        string id = arguments.GetRequiredValue(task);
        // Once without patience: a wrong address or task is told at once.
        await session.Client.StatusAsync(id, cancellationToken);

        PipelineStatus status = await session.WatchAsync(id, run: null, cancellationToken);
        session.WriteJson(status);
        if (status.Succeeded)
        {
            session.Say($"Completed. Fetch its artifacts with: vp download {id} --url {session.Client.Address}");
        }

        return session.Report(status);
    }
}
