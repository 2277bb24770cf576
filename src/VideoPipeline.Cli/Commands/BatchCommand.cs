using System.CommandLine;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Batches;

namespace VideoPipeline.Cli.Commands;

/// <summary><c>vp batch</c>: starts many pipelines.</summary>
internal sealed class BatchCommand : Command
{
    // so many that a few seconds are enough for them, and so much that the server takes it
    private const int MostAtOnce = 50;
    private const int MostCharactersAtOnce = 4 * 1024 * 1024;

    private readonly Argument<string> file = new("FILE")
    {
        Description = "Requests: .jsonl (a body of POST /api/pipeline/run in each line; - = standard input) or .csv (the first row names "
            + "the fields). A field transcript_file names a file beside it.",
    };

    private readonly Option<string?> key = new("--key")
    {
        HelpName = "TEXT",
        Description = "Makes it safe to send the same file again: requests that were started by this key are not started twice.",
    };

    public BatchCommand(CommandRunner runner)
        : base("batch", "Start a pipeline for each line of a file, and print what became of each. Exit code 4 when one was refused.")
    {
        key.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && (text.Length is 0 or > 150 || text.Any(c => c is < ' ' or > '~')))
            {
                result.AddError("--key must have 1 to 150 characters of ASCII.");
            }
        });
        Arguments.Add(file);
        Options.Add(key);
        SetAction((arguments, cancellationToken) =>
            runner.RunAsync(arguments, session => ExecuteAsync(session, arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> ExecuteAsync(CommandSession session, ParseResult arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonObject> requests =
            await new BatchFile(session.Terminal).ReadAsync(arguments.GetRequiredValue(file), cancellationToken);
        var results = new List<BatchResult>();
        foreach (JsonObject[] part in Parts(requests))
        {
            string? partKey = arguments.GetValue(key) is { } named ? $"{named}/{results.Count}" : null;
            BatchAnswer answer = await session.Client.BatchAsync(part, partKey, cancellationToken);
            int before = results.Count;
            results.AddRange(answer.Results.Select(r => r with { Index = r.Index + before }));
        }

        int accepted = results.Count(r => r.IsAccepted);
        session.WriteJson(new BatchAnswer(results, accepted, results.Count - accepted));
        session.SayTable(["Request", "Status", "Task", "Run", "Answer"], [.. results.Select(Row)]);
        session.SayAside($"{accepted} accepted, {results.Count - accepted} refused.");
        return results.Any(r => r.Status >= 500) ? ExitCode.Unreachable : accepted < results.Count ? ExitCode.Refused : ExitCode.Ok;
    }

    private static IEnumerable<JsonObject[]> Parts(IReadOnlyList<JsonObject> requests)
    {
        var part = new List<JsonObject>();
        int characters = 0;
        foreach (JsonObject request in requests)
        {
            int length = request.ToJsonString(WireJson.Compact).Length;
            if (part.Count > 0 && (part.Count == MostAtOnce || characters + length > MostCharactersAtOnce))
            {
                yield return [.. part];
                part.Clear();
                characters = 0;
            }

            part.Add(request);
            characters += length;
        }

        yield return [.. part];
    }

    private static string[] Row(BatchResult result) =>
    [
        $"{result.Index + 1}",
        $"{result.Status}",
        result.TaskId ?? "",
        result.RunId ?? "",
        result switch
        {
            { Detail: { } reason } => reason,
            { QueuePosition: { } place } => $"queued, place {place}",
            { Deduplicated: true } => "was there already",
            _ => "started",
        },
    ];
}
