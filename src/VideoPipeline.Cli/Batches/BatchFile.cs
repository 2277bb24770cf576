using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;
using CsvHelper.Configuration;
using VideoPipeline.Cli.Commands;

namespace VideoPipeline.Cli.Batches;

/// <summary>
/// A file of requests: JSON Lines, one body of <c>POST /api/pipeline/run</c> in each line, or CSV, whose first row names the fields. A field
/// <c>transcript_file</c> names a file beside it, whose text becomes the <c>transcript</c>.
/// </summary>
internal sealed class BatchFile(Terminal terminal)
{
    private const string TranscriptFileField = "transcript_file";

    /// <summary>Reads the requests.</summary>
    /// <param name="name">A path ending in <c>.csv</c>, <c>.jsonl</c> or <c>.ndjson</c>, or <c>-</c> for JSON Lines on standard input.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="UsageException">The file cannot be read, or a line of it is no request.</exception>
    public async Task<IReadOnlyList<JsonObject>> ReadAsync(string name, CancellationToken cancellationToken)
    {
        string text = await TranscriptFile.ReadAsync(name, terminal, cancellationToken);
        IReadOnlyList<JsonObject> requests = Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" => ReadCsv(name, text),
            ".jsonl" or ".ndjson" => ReadLines(name, text),
            _ when name == "-" => ReadLines("standard input", text),
            _ => throw new UsageException($"{name} must end in .csv, .jsonl or .ndjson, so that its form is known."),
        };
        if (requests.Count == 0)
        {
            throw new UsageException($"{name} has no requests.");
        }

        string folder = name == "-" ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(Path.GetFullPath(name))!;
        foreach (JsonObject request in requests)
        {
            await TakeTranscriptAsync(request, folder, cancellationToken);
        }

        return requests;
    }

    private static List<JsonObject> ReadLines(string name, string text)
    {
        var requests = new List<JsonObject>();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
            {
                continue;
            }

            try
            {
                requests.Add(JsonNode.Parse(lines[i]) as JsonObject ?? throw new JsonException("It is no JSON object."));
            }
            catch (JsonException e)
            {
                throw new UsageException($"Line {i + 1} of {name} is no request: {e.Message}");
            }
        }

        return requests;
    }

    private static List<JsonObject> ReadCsv(string name, string text)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim, MissingFieldFound = null };
        using var reader = new CsvReader(new StringReader(text), configuration);
        var requests = new List<JsonObject>();
        try
        {
            if (!reader.Read() || !reader.ReadHeader())
            {
                return requests;
            }

            while (reader.Read())
            {
                var request = new JsonObject();
                foreach (string field in reader.HeaderRecord!)
                {
                    if (reader.GetField(field) is { Length: > 0 } value)
                    {
                        request[field] = ValueOf(field, value);
                    }
                }

                requests.Add(request);
            }
        }
        catch (CsvHelperException e)
        {
            throw new UsageException($"Row {reader.Parser.Row} of {name} is not valid CSV: {e.Message.Split('\n')[0]}");
        }

        return requests;
    }

    // A cell is text; what the server wants as a number or a flag becomes one, and what is none goes as it is, for the server to refuse.
    private static JsonNode ValueOf(string field, string value) => field switch
    {
        "duration" or "target_minutes" or "gender" when int.TryParse(value, CultureInfo.InvariantCulture, out int number) => number,
        "export_video" or "enable_subtitle" or "force" when bool.TryParse(value, out bool flag) => flag,
        _ => value,
    };

    private async Task TakeTranscriptAsync(JsonObject request, string folder, CancellationToken cancellationToken)
    {
        if (request[TranscriptFileField] is not JsonValue file || !file.TryGetValue(out string? name))
        {
            return;
        }

        request.Remove(TranscriptFileField);
        request["transcript"] = await TranscriptFile.ReadAsync(Path.Combine(folder, name), terminal, cancellationToken);
    }
}
