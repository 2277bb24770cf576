using System.CommandLine;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Commands;

/// <summary><c>vp upload</c>: stores a transcript as a video's source.</summary>
internal sealed class UploadCommand : Command
{
    private readonly Argument<string> file = new("FILE") { Description = "The transcript, plain text or SRT (- = standard input)." };

    private readonly Option<string> video = new("--video") { HelpName = "ID", Required = true, Description = "The video that it belongs to." };

    private readonly Option<string?> creator = new("--creator")
    {
        HelpName = "ID",
        Description = "The creator whose source it is. Without it every creator's.",
    };

    public UploadCommand(CommandRunner runner)
        : base("upload", "Upload a transcript, so that runs of the video need not carry it.")
    {
        Arguments.Add(file);
        Options.Add(video);
        Options.Add(creator);
        SetAction((arguments, cancellationToken) =>
            runner.RunAsync(arguments, session => ExecuteAsync(session, arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> ExecuteAsync(CommandSession session, ParseResult arguments, CancellationToken cancellationToken)
    {
        string text = await TranscriptFile.ReadAsync(arguments.GetRequiredValue(file), session.Terminal, cancellationToken);
        string id = arguments.GetRequiredValue(video);
        string? owner = arguments.GetValue(creator);
        SourceAnswer answer = await session.Client.UploadAsync(text, id, owner, cancellationToken);
        session.WriteJson(answer);
        session.Say($"Uploaded the source of video {id} for {owner ?? "every creator"}: {answer.Characters ?? text.Length} characters.");
        return ExitCode.Ok;
    }
}
