using System.CommandLine;

namespace VideoPipeline.Cli.Commands;

/// <summary><c>vp download</c>: fetches what an ended pipeline produced.</summary>
internal sealed class DownloadCommand : Command
{
    private readonly Argument<string> task = SharedOptions.Task();
    private readonly Option<string> output = SharedOptions.Output();

    public DownloadCommand(CommandRunner runner)
        : base("download", "Download the artifacts of a pipeline that has completed or failed, and print their paths.")
    {
        Arguments.Add(task);
        Options.Add(output);
        SetAction((arguments, cancellationToken) =>
            runner.RunAsync(arguments, session => ExecuteAsync(session, arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> ExecuteAsync(CommandSession session, ParseResult arguments, CancellationToken cancellationToken)
    {
        string id = arguments.GetRequiredValue(task);
        // Once without patience: a wrong address or task is told at once.
        await session.Client.StatusAsync(id, cancellationToken);

        IReadOnlyList<string> files = await session.DownloadAsync(id, arguments.GetRequiredValue(output), cancellationToken);
        session.WriteJson(new RunReport(id, null, null, null, null, null, files));
        foreach (string file in files)
        {
            session.Say(file);
        }

        if (files.Count == 0)
        {
            session.Say("The pipeline has produced no artifacts.");
        }

        return ExitCode.Ok;
    }
}
