using System.CommandLine;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Progress;

namespace VideoPipeline.Cli.Commands;

/// <summary><c>vp status</c>: prints how a pipeline stands.</summary>
internal sealed class StatusCommand : Command
{
    private readonly Argument<string> task = SharedOptions.Task();

    public StatusCommand(CommandRunner runner)
        : base("status", "Print how a pipeline stands. Exit code 0, whatever its state.")
    {
        Arguments.Add(task);
        SetAction((arguments, cancellationToken) =>
            runner.RunAsync(arguments, session => ExecuteAsync(session, arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> ExecuteAsync(CommandSession session, ParseResult arguments, CancellationToken cancellationToken)
    {
        PipelineStatus status = await session.Client.StatusAsync(arguments.GetRequiredValue(task), cancellationToken);
        session.WriteJson(status);
        session.Say($"{status.TaskId}: {status.Status}{(status.RunId is null ? "" : $" (run {status.RunId})")}");
        foreach (StageStatus stage in status.Stages ?? [])
        {
            session.Say("  " + StageText.Line(stage, session.Time.GetUtcNow()));
        }

        if (status.Error is not null)
        {
            session.Say($"Error: {status.Error}");
        }

        return ExitCode.Ok;
    }
}
