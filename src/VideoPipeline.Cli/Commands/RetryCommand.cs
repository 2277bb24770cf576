using System.CommandLine;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Commands;

/// <summary><c>vp retry</c>: continues a run that has failed.</summary>
internal sealed class RetryCommand : Command
{
    private readonly Argument<string> task = SharedOptions.Task();
    private readonly Option<string?> run = SharedOptions.Run();

    private readonly Option<string?> from = new("--from")
    {
        HelpName = "story|voice|draft|export",
        Description = "Do it again from this stage on, also when it is complete; what comes before is kept.",
    };

    public RetryCommand(CommandRunner runner)
        : base("retry", "Continue a pipeline's newest run from the stage at which it failed, as a new run.")
    {
        Arguments.Add(task);
        from.AcceptOnlyFromAmong("story", "voice", "draft", "export");
        Options.Add(run);
        Options.Add(from);
        SetAction((arguments, cancellationToken) =>
            runner.RunAsync(arguments, session => ExecuteAsync(session, arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> ExecuteAsync(CommandSession session, ParseResult arguments, CancellationToken cancellationToken)
    {
        RunAnswer answer = await session.Client.RetryAsync(
            arguments.GetRequiredValue(task), arguments.GetValue(run), arguments.GetValue(from), cancellationToken);
        session.WriteJson(answer);
        session.Say(answer.Deduplicated ? $"Run {answer.RunId} continues it already." : $"Run {answer.RunId} continues it.");
        session.Say($"Watch it with: vp watch {answer.TaskId} --url {session.Client.Address}");
        return ExitCode.Ok;
    }
}
