using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using VideoPipeline.Artifacts;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Reports;

/// <summary>
/// What a run's steps took: the append blob <c>journal.jsonl</c> beside the run's log, a line of JSON for each attempt at a step. Attempts
/// that failed are in it, too, since what they asked of providers was paid for.
/// </summary>
public sealed class RunJournal(ArtifactStore artifacts, BlobServiceClient blobs, CallMeter meter, TimeProvider time)
{
    private const string FileName = "journal.jsonl";

    /// <summary>Does a step's work, and notes what it took.</summary>
    public async Task<T> RecordAsync<T>(
        RunKey run, PipelineStage stage, string step, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        DateTimeOffset begun = time.GetUtcNow();
        var tally = new StepTally();
        T result;
        try
        {
            using IDisposable collecting = meter.Collect(tally);
            result = await work();
        }
        catch (Exception e) when (e is not OperationCanceledException and not RequestNotReservedException || tally.Calls.Count > 0)
        {
            // an attempt that is cancelled has still paid for what was answered
            await AppendAsync(run, Entry(e), CancellationToken.None);
            throw;
        }

        await AppendAsync(run, Entry(null), cancellationToken);
        return result;

        JournalEntry Entry(Exception? e) => new(
            stage, step, begun, Math.Round((time.GetUtcNow() - begun).TotalSeconds, 3), e is null ? null : ErrorOf(e), tally.Calls, tally.Warnings);
    }

    /// <summary>All entries, in the order in which the attempts ended.</summary>
    public async Task<IReadOnlyList<JournalEntry>> ReadAsync(RunKey run, CancellationToken cancellationToken)
    {
        if (await artifacts.FindAsync(ArtifactKind.Log, run, FileName, cancellationToken) is not { } journal)
        {
            return [];
        }

        string lines = (await artifacts.ReadAsync(journal, cancellationToken)).ToString();
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<JournalEntry>(l)!)];
    }

    private static string ErrorOf(Exception e) => e is StageFailedException refused ? refused.Code : e.GetType().Name;

    private async Task AppendAsync(RunKey run, JournalEntry entry, CancellationToken cancellationToken)
    {
        BlobContainerClient container = blobs.GetBlobContainerClient(artifacts.ContainerOf(ArtifactKind.Log));
        AppendBlobClient journal = container.GetAppendBlobClient(run.BlobPrefix + FileName);
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry), (byte)'\n'];
        try
        {
            await AppendAsync(journal, line, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await journal.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await AppendAsync(journal, line, cancellationToken);
        }
    }

    private static async Task AppendAsync(AppendBlobClient journal, byte[] line, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(line);
        await journal.AppendBlockAsync(stream, cancellationToken: cancellationToken);
    }
}
