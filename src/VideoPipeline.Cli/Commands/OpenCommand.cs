using System.CommandLine;
using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Commands;

/// <summary><c>vp open</c>: opens the dashboard.</summary>
internal sealed class OpenCommand : Command
{
    private readonly Argument<string?> task = new("TASK")
    {
        Description = "Opens the page of this pipeline instead of the list.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> run = SharedOptions.Run();

    public OpenCommand(CommandRunner runner)
        : base("open", "Open the dashboard in the browser, and print its address.")
    {
        Arguments.Add(task);
        Options.Add(run);
        SetAction((arguments, cancellationToken) =>
            runner.RunAsync(arguments, session => Task.FromResult(Execute(session, arguments)), cancellationToken));
    }

    private int Execute(CommandSession session, ParseResult arguments)
    {
        string named = arguments.GetValue(run) is { } id ? $"&run={Uri.EscapeDataString(id)}" : "";
        string url = arguments.GetValue(task) is { } pipeline
            ? $"{session.Client.Address}/pipeline?task={Uri.EscapeDataString(pipeline)}{named}"
            : $"{session.Client.Address}/";
        session.WriteJson(new OpenReport(url));
        session.Say(url);
        if (!session.Json && session.Terminal.Live is not null)
        {
            session.Terminal.Browse(new Uri(url));
        }

        return ExitCode.Ok;
    }

    private sealed record OpenReport([property: JsonPropertyName("url")] string Url);
}
