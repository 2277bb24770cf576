using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Pipelines;

/// <summary>
/// Finds runs over all pipelines, the newest first: the table <c>PipelineRunIndex</c>. Each run has a row among all runs, one among its
/// creator's, and, until it has ended, one among the active ones.
/// </summary>
/// <remarks>
/// A run's rows lie in several partitions, so no transaction spans them and its record. They are written before the record, the one among
/// the active runs first, and that one goes last; so whatever a crash leaves half done is found there and mended by a sweep. A row is
/// written twice at the most, when the run is asked for and when it has ended, so a late writer can never undo what a later one knows.
/// </remarks>
public sealed class RunIndex(TableServiceClient tables, IOptions<ArtifactStoreOptions> options)
{
    private const string AllRuns = "runs";
    private const string ActiveRuns = "active";

    private readonly LazyTable table = new(tables, options.Value.Prefix + "PipelineRunIndex");

    /// <summary>
    /// Adds a run among the active ones, where the sweep finds it, before there is a record of it: it was started, but nobody knows yet
    /// whether its orchestration will live to claim it.
    /// </summary>
    public async Task AddActiveAsync(PipelineInput input, CancellationToken cancellationToken) =>
        await AddAsync(await table.GetAsync(cancellationToken), ActiveRow(input), cancellationToken);

    /// <summary>Adds a run that has not ended, unless it is there.</summary>
    public async Task AddAsync(RunRecord record, CancellationToken cancellationToken)
    {
        await AddActiveAsync(record.Input, cancellationToken);
        TableClient rows = await table.GetAsync(cancellationToken);
        await Task.WhenAll(Rows(record, null).Select(row => AddAsync(rows, row, cancellationToken)));
    }

    /// <summary>Notes how a run has ended; it is active no longer.</summary>
    public async Task EndAsync(RunRecord record, CancellationToken cancellationToken)
    {
        TableClient rows = await table.GetAsync(cancellationToken);
        foreach (TableEntity row in Rows(record, record.State))
        {
            using Response written = await rows.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }

        await DeleteAsync(rows, ActiveRow(record.Input), cancellationToken);
    }

    /// <summary>Forgets a run.</summary>
    public async Task RemoveAsync(RunIndexEntry entry, CancellationToken cancellationToken)
    {
        await UnlistAsync(entry, cancellationToken);
        await DeleteAsync(await table.GetAsync(cancellationToken), new TableEntity(ActiveRuns, ActiveKeyOf(entry.Run)), cancellationToken);
    }

    /// <summary>Takes a run out of the lists; when it is active, it is still found as that.</summary>
    public async Task UnlistAsync(RunIndexEntry entry, CancellationToken cancellationToken)
    {
        TableClient rows = await table.GetAsync(cancellationToken);
        foreach (string partition in (string[])[AllRuns, PartitionOf(entry.CreatorId)])
        {
            await DeleteAsync(rows, new TableEntity(partition, KeyOf(entry.RequestedAt, entry.Run.Run)), cancellationToken);
        }
    }

    /// <summary>The runs that have not ended, or of which that is not noted yet; those of one pipeline follow each other.</summary>
    public IAsyncEnumerable<RunIndexEntry> ListActiveAsync(CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {ActiveRuns}"), cancellationToken);

    /// <summary>The runs that the filter may let through, the newest first. The state is looked at as far as the index knows it: how runs ended.</summary>
    public IAsyncEnumerable<RunIndexEntry> ListAsync(RunFilter filter, CancellationToken cancellationToken)
    {
        string partition = filter.CreatorId is { } creator ? PartitionOf(creator) : AllRuns;
        var conditions = new List<string> { TableClient.CreateQueryFilter($"PartitionKey eq {partition}") };
        if (filter.From is { } from)
        {
            // keys count down: what is as late as that, or later, has no greater one
            conditions.Add(TableClient.CreateQueryFilter($"RowKey lt {InvertedTicks(from.AddTicks(-1))}"));
        }

        if (filter.Until is { } until)
        {
            conditions.Add(TableClient.CreateQueryFilter($"RowKey ge {InvertedTicks(until.AddTicks(-1))}"));
        }

        if (filter.State is { } state)
        {
            string known = state is RunState.Pending or RunState.Running ? "" : state.ToString();
            conditions.Add(TableClient.CreateQueryFilter($"EndState eq {known}"));
        }

        IAsyncEnumerable<RunIndexEntry> found = ReadAsync(string.Join(" and ", conditions), cancellationToken);
        return filter.Search is { } text ? found.Where(entry => entry.Contains(text)) : found;
    }

    private static IEnumerable<TableEntity> Rows(RunRecord record, RunState? endState) =>
        ((string[])[AllRuns, PartitionOf(record.Input.Request.CreatorId)]).Select(partition =>
            Row(partition, KeyOf(record.Input.RequestedAt, record.Input.RunId), record.Input, endState, record.EndedAt - record.StartedAt));

    private static TableEntity ActiveRow(PipelineInput input) => Row(ActiveRuns, ActiveKeyOf(input.Key), input, null, null);

    private static TableEntity Row(string partition, string key, PipelineInput input, RunState? endState, TimeSpan? duration) => new(partition, key)
    {
        ["Pipeline"] = input.Request.Pipeline.Value,
        ["RunId"] = input.RunId.ToString(),
        ["CreatorId"] = input.Request.CreatorId,
        ["VideoId"] = input.Request.VideoId,
        ["AccountName"] = input.Request.AccountName,
        ["RequestedAt"] = input.RequestedAt,
        ["EndState"] = endState?.ToString() ?? "",
        ["Seconds"] = duration?.TotalSeconds,
    };

    private static string ActiveKeyOf(RunKey run) => $"{run.Pipeline},{run.Run}";

    private static string KeyOf(DateTimeOffset requestedAt, RunId run) => $"{InvertedTicks(requestedAt)}-{run}";

    private static string InvertedTicks(DateTimeOffset time) => $"{DateTime.MaxValue.Ticks - time.UtcTicks:D19}";

    // names may hold what table keys may not
    private static string PartitionOf(string creator) => $"creator-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(creator)))}";

    private static RunIndexEntry ToEntry(TableEntity row) => new(
        new RunKey(PipelineInstanceId.Parse(row.GetString("Pipeline")), RunId.Parse(row.GetString("RunId"))),
        row.GetString("CreatorId"),
        row.GetDateTimeOffset("RequestedAt")!.Value,
        row.GetString("EndState") is { Length: > 0 } state ? Enum.Parse<RunState>(state) : null,
        row.GetString("VideoId") ?? "",
        row.GetString("AccountName"),
        row.GetDouble("Seconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    private static async Task AddAsync(TableClient rows, TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            using Response added = await rows.AddEntityAsync(row, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // it is there, perhaps already with how the run ended
        }
    }

    private static async Task DeleteAsync(TableClient rows, TableEntity row, CancellationToken cancellationToken)
    {
        using Response deleted = await rows.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
    }

    private async IAsyncEnumerable<RunIndexEntry> ReadAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TableClient rows = await table.GetAsync(cancellationToken);
        await foreach (TableEntity row in rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return ToEntry(row);
        }
    }
}
