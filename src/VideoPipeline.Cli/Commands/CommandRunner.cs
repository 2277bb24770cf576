using System.CommandLine;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Commands;

/// <summary>Runs a command's body and turns how it ends into a message and an exit code.</summary>
internal sealed class CommandRunner(Terminal terminal, TimeProvider time, Option<string> server, string? key, Option<bool> json)
{
    // Status answers are small; a server that needs longer is as good as away.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);

    public async Task<int> RunAsync(ParseResult arguments, Func<CommandSession, Task<int>> body, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) };
        using var http = new HttpClient(handler) { Timeout = AnswerTime };
        if (!string.IsNullOrWhiteSpace(key))
        {
            http.DefaultRequestHeaders.Add("x-functions-key", key);
        }

        var client = new PipelineClient(http, new Uri(arguments.GetRequiredValue(server)));
        var session = new CommandSession(client, terminal, time, arguments.GetValue(json));
        try
        {
            return await body(session);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Interrupted(session);
        }
        catch (UsageException exception)
        {
            return Fail(session, ExitCode.Usage, exception.Message);
        }
        catch (ServerUnreachableException exception)
        {
            return Fail(session, ExitCode.Unreachable, exception.Message);
        }
        catch (RequestRefusedException exception)
        {
            return Fail(session, ExitCode.Refused, exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail(session, ExitCode.Failed, $"A file could not be written: {exception.Message}");
        }
    }

    private int Interrupted(CommandSession session)
    {
        terminal.Error.WriteLine(session.WatchedTask is { } task
            ? $"No longer watching. The pipeline goes on; watch it again with: vp watch {task} --url {session.Client.Address}"
            : "Interrupted.");
        return ExitCode.Interrupted;
    }

    private int Fail(CommandSession session, int exitCode, string message, RequestRefusedException? refusal = null)
    {
        session.WriteJson(new CommandError(exitCode, message, (int?)refusal?.Status, refusal?.Errors));
        if (!session.Json)
        {
            terminal.Error.WriteLine(refusal is null ? message : $"The server refused the request ({(int)refusal.Status}): {message}");
            foreach ((string field, string[] reasons) in refusal?.Errors ?? new Dictionary<string, string[]>())
            {
                terminal.Error.WriteLine($"  {field}: {string.Join(" ", reasons)}");
            }
        }

        return exitCode;
    }
}
