using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using VideoPipeline.Cli.Commands;

namespace VideoPipeline.Cli;

/// <summary>The command line <c>vp</c>.</summary>
/// <param name="defaultServer">The server when <c>--url</c> is absent; null or empty for the local one.</param>
/// <param name="key">The server's key; null or empty for none. Not an option: command lines are seen by others.</param>
internal sealed class VpApplication(Terminal terminal, TimeProvider time, string? defaultServer, string? key = null)
{
    private const string LocalServer = "http://localhost:51082";

    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        ParseResult parsed = CreateRoot().Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
        };
        if (parsed.Action is not ParseErrorAction wrongUsage)
        {
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }

        wrongUsage.ShowHelp = false;
        await parsed.InvokeAsync(configuration, cancellationToken);
        await terminal.Error.WriteLineAsync($"See: {NameOf(parsed.CommandResult)} --help");
        return ExitCode.Usage;
    }

    /// <summary>All that can be typed.</summary>
    internal RootCommand CreateRoot()
    {
        var server = new Option<string>("--url")
        {
            HelpName = "URL",
            Description = "The server. The environment variable VIDEOPIPELINE_URL sets the default, VIDEOPIPELINE_KEY its key.",
            Recursive = true,
            DefaultValueFactory = _ => string.IsNullOrWhiteSpace(defaultServer) ? LocalServer : defaultServer,
        };
        server.Validators.Add(RequireHttpAddress);
        var json = new Option<bool>("--json") { Description = "Print one JSON document and nothing else.", Recursive = true };
        var runner = new CommandRunner(terminal, time, server, key, json);
        var root = new RootCommand("Start, watch and fetch pipelines: a transcript becomes a narrated video.")
        {
            new RunCommand(runner),
            new BatchCommand(runner),
            new ListCommand(runner),
            new StatusCommand(runner),
            new WatchCommand(runner),
            new CancelCommand(runner),
            new RetryCommand(runner),
            new DownloadCommand(runner),
            new UploadCommand(runner),
            new LogsCommand(runner),
            new ExporterCommand(runner),
            new OpenCommand(runner),
            server,
            json,
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static void RequireHttpAddress(OptionResult result)
    {
        string? value = result.GetValueOrDefault<string>();
        if (!Uri.TryCreate(value, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            result.AddError($"'{value}' is not an address such as {LocalServer} (--url or VIDEOPIPELINE_URL).");
        }
    }

    private static string NameOf(CommandResult result) => result.Command is RootCommand ? "vp" : $"vp {result.Command.Name}";
}
