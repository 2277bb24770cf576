using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using Polly;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Commands;

namespace VideoPipeline.Cli.Logs;

/// <summary>Reads a run's log in ranges: its end first, and later what has been added.</summary>
internal sealed class RunLogReader(PipelineClient client, string task, string run)
{
    // about what a line has; when that was too little, the whole log is fetched
    private const int BytesOfALine = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly string address = $"api/pipeline/runs/{Uri.EscapeDataString(task)}/{Uri.EscapeDataString(run)}/artifacts/run.log";

    private long read;

    /// <summary>The log so far; empty when there is none yet.</summary>
    /// <param name="lines">How many of its last lines; null for all.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    public async Task<string> ReadAsync(int? lines, CancellationToken cancellationToken)
    {
        if (lines is not { } last)
        {
            return (await FetchAsync(new RangeHeaderValue(0, null), cancellationToken)).Text;
        }

        (string text, bool isWhole) = await FetchAsync(new RangeHeaderValue(null, (long)last * BytesOfALine), cancellationToken);
        if (!isWhole && text.Count(c => c == '\n') <= last)
        {
            (text, _) = await FetchAsync(new RangeHeaderValue(0, null), cancellationToken);
        }

        string[] kept = text.Split('\n')[..^1];
        return string.Concat(kept.TakeLast(last).Select(line => line + "\n"));
    }

    /// <summary>What is added to the log, until the run has ended.</summary>
    /// <param name="hasEnded">Whether it has already.</param>
    /// <param name="session">Tells the time, and of outages.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    public async IAsyncEnumerable<string> FollowAsync(
        bool hasEnded, CommandSession session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ResiliencePipeline outages = session.ThroughOutages();
        while (!hasEnded)
        {
            await Task.Delay(Interval, session.Time, cancellationToken);

            // the status first: what was written before the end is then in the log
            PipelineStatus status = await outages.ExecuteAsync(async token => await client.StatusAsync(task, run, token), cancellationToken);
            hasEnded = status.Ended;
            var rest = new RangeHeaderValue(read, null);
            (string text, _) = await outages.ExecuteAsync(async token => await FetchAsync(rest, token), cancellationToken);
            if (text.Length > 0)
            {
                yield return text;
            }
        }
    }

    // Whole lines: a log is written line by line, so a range from its middle to its end breaks at most its first one.
    private async Task<(string Text, bool IsWhole)> FetchAsync(RangeHeaderValue range, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await client.OpenRangeAsync(address, range, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return ("", true);
        }

        byte[] content = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        long from = answer.StatusCode == HttpStatusCode.PartialContent ? answer.Content.Headers.ContentRange?.From ?? 0 : 0;
        read = from + content.Length;
        bool isFromTheMiddle = from > 0 && range.Ranges.First().From is null;
        int start = isFromTheMiddle ? Array.IndexOf(content, (byte)'\n') + 1 : 0;
        return (Encoding.UTF8.GetString(content.AsSpan(start)), !isFromTheMiddle);
    }
}
