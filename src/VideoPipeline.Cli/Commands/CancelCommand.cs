using System.CommandLine;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Commands;

/// <summary><c>vp cancel</c>: stops a run.</summary>
internal sealed class CancelCommand : Command
{
    private readonly Argument<string> task = SharedOptions.Task();
    private readonly Option<string?> run = SharedOptions.Run();

    public CancelCommand(CommandRunner runner)
        : base("cancel", "Stop a pipeline's active run. What it has finished is kept.")
    {
        Arguments.Add(task);
        Options.Add(run);
        SetAction((arguments, cancellationToken) =>
            runner.RunAsync(arguments, session => ExecuteAsync(session, arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> ExecuteAsync(CommandSession session, ParseResult arguments, CancellationToken cancellationToken)
    {
        PipelineStatus status = await session.Client.CancelAsync(
            arguments.GetRequiredValue(task), arguments.GetValue(run), cancellationToken);
        session.WriteJson(status);
        session.Say(status.Status == "cancelled"
            ? $"Run {status.RunId} of {status.TaskId} is cancelled."
            : $"Run {status.RunId} of {status.TaskId} is told to stop. See it stop with: vp watch {status.TaskId} --url {session.Client.Address}");
        return ExitCode.Ok;
    }
}
