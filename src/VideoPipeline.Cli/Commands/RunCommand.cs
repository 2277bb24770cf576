using System.CommandLine;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Commands;

/// <summary><c>vp run</c>: starts a pipeline, follows it to its end and downloads what it produced.</summary>
internal sealed class RunCommand : Command
{
    private readonly Option<string?> transcript = new("--transcript")
    {
        HelpName = "FILE|-",
        Description = "The transcript, plain text or SRT (- = standard input). Without it the video's uploaded source is used.",
    };

    private readonly Option<string> video = new("--video") { HelpName = "ID", Required = true, Description = "The source video's ID." };

    private readonly Option<string> creator = new("--creator") { HelpName = "ID", Required = true, Description = "The creator's ID." };

    private readonly Option<string?> account = new("--account") { HelpName = "NAME", Description = "The account of the creator." };

    private readonly Option<string?> gender = new("--gender") { HelpName = "female|male", Description = "The narrator's voice." };

    private readonly Option<int?> duration = new("--duration") { HelpName = "S", Description = "Seconds per picture, 30 to 600." };

    private readonly Option<string?> images = new("--images")
    {
        HelpName = "GALLERY",
        Description = "The gallery that the pictures come from. Without it title cards are made.",
    };

    private readonly Option<string?> language = new("--language")
    {
        HelpName = "en|zh",
        Description = "The story's language. Without it the transcript's.",
    };

    private readonly Option<int?> minutes = new("--minutes") { HelpName = "N", Description = "About how long the narration is to be, 1 to 120." };

    private readonly Option<string?> music = new("--music") { HelpName = "GALLERY", Description = "The gallery of background music." };

    private readonly Option<string?> callback = new("--callback") { HelpName = "URL", Description = "Whom the server is to call at the end." };

    private readonly Option<bool> noSubtitles = new("--no-subtitles") { Description = "Leave the subtitles out." };

    private readonly Option<bool> export = new("--export") { Description = "Render the video too." };

    private readonly Option<string> output = SharedOptions.Output();

    private readonly Option<bool> detach = new("--detach") { Description = "Start it, print its task ID and do not wait." };

    public RunCommand(CommandRunner runner)
        : base("run", "Start a pipeline, follow it to its end and download its artifacts.")
    {
        gender.AcceptOnlyFromAmong("female", "male");
        language.AcceptOnlyFromAmong("en", "zh");
        foreach (Option option in (Option[])
            [transcript, video, creator, account, gender, duration, images, language, minutes, music, callback, noSubtitles, export, output, detach])
        {
            Options.Add(option);
        }

        SetAction((arguments, cancellationToken) =>
            runner.RunAsync(arguments, session => ExecuteAsync(session, arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> ExecuteAsync(CommandSession session, ParseResult arguments, CancellationToken cancellationToken)
    {
        RunRequest request = await ReadRequestAsync(session, arguments, cancellationToken);
        RunAnswer answer = await session.Client.RunAsync(request, cancellationToken);
        session.Say(answer.Deduplicated ? $"Task {answer.TaskId} is active already; following it." : $"Task {answer.TaskId} is started.");
        if (answer.RequestDiffers)
        {
            session.Say("It runs with other options than these; start it again after its end to use these.");
        }

        if (arguments.GetValue(detach))
        {
            session.Say($"Watch it with: vp watch {answer.TaskId} --url {session.Client.Address}");
            session.WriteJson(answer);
            return ExitCode.Ok;
        }

        return await FollowAsync(session, answer, arguments.GetRequiredValue(output), cancellationToken);
    }

    private static async Task<int> FollowAsync(CommandSession session, RunAnswer answer, string folder, CancellationToken cancellationToken)
    {
        PipelineStatus status = await session.WatchAsync(answer.TaskId, answer.RunId, cancellationToken);
        IReadOnlyList<string> files = status.Succeeded ? await session.DownloadAsync(answer.TaskId, folder, cancellationToken) : [];
        session.WriteJson(new RunReport(
            answer.TaskId, status.RunId ?? answer.RunId, status.Status, answer.Deduplicated, answer.RequestDiffers, status.Error, files));
        foreach (string file in files)
        {
            session.Say(file);
        }

        return session.Report(status);
    }

    private async Task<RunRequest> ReadRequestAsync(CommandSession session, ParseResult arguments, CancellationToken cancellationToken)
    {
        string? file = arguments.GetValue(transcript);
        return new RunRequest(
            arguments.GetRequiredValue(video),
            arguments.GetRequiredValue(creator),
            arguments.GetValue(account),
            arguments.GetValue(gender),
            arguments.GetValue(duration),
            arguments.GetValue(images),
            arguments.GetValue(export),
            !arguments.GetValue(noSubtitles),
            file is null ? null : await TranscriptFile.ReadAsync(file, session.Terminal, cancellationToken),
            arguments.GetValue(language),
            arguments.GetValue(minutes),
            arguments.GetValue(music),
            arguments.GetValue(callback));
    }
}
