using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Pipelines;

/// <summary>
/// The run records, in the table <c>PipelineRuns</c>: a row per run, its partition the pipeline. Changes are made under the row's ETag,
/// so that activities that run at once never lose each other's.
/// </summary>
public sealed class RunRecordStore(TableServiceClient tables, RunIndex index, PipelineMetrics metrics, IOptions<ArtifactStoreOptions> options)
{
    private const int ReadAtOnce = 16;
    private const string RecordColumn = "Record";
    private const string DuplicateOfColumn = "DuplicateOf";

    // a row's text has room for 32 Ki characters: Chinese stays Chinese instead of six characters each
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly LazyTable table = new(tables, options.Value.Prefix + "PipelineRuns");

    /// <summary>Claims a run: inserts its record unless there is one. Either way, returns what is stored.</summary>
    public async Task<RunRecord> ClaimAsync(RunRecord record, CancellationToken cancellationToken)
    {
        TableClient rows = await table.GetAsync(cancellationToken);
        if (record.DuplicateOf is null)
        {
            // before the record, so that no run is ever missing in a list
            await index.AddAsync(record, cancellationToken);
        }

        try
        {
            using Response response = await rows.AddEntityAsync(ToRow(record), cancellationToken);
            metrics.Requested(record);
            return record;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            RunRecord stored = await FindAsync(record.Input.Key, cancellationToken)
                ?? throw new InvalidOperationException($"The record of the run {record.Input.Key} vanished while it was claimed.", e);
            await UnlistEchoAsync(record, stored, cancellationToken);
            return stored;
        }
    }

    // Two deliveries of one keyed request come at two times, and the lists go by the time: only the stored one's rows stay.
    private async Task UnlistEchoAsync(RunRecord echo, RunRecord stored, CancellationToken cancellationToken)
    {
        bool isListedOnItsOwn = echo.Input.RequestedAt != stored.Input.RequestedAt || stored.DuplicateOf is not null;
        if (echo.DuplicateOf is null && isListedOnItsOwn)
        {
            await index.UnlistAsync(RunIndexEntry.Of(echo.Input), cancellationToken);
        }
    }

    /// <summary>The record of a run, or null.</summary>
    public async Task<RunRecord?> FindAsync(RunKey run, CancellationToken cancellationToken) =>
        await FindRowAsync(run, cancellationToken) is { } row ? ToRecord(row) : null;

    /// <summary>The record of the run that serves a request: its own run's or, for a duplicate, the earlier one's. Null when there is none.</summary>
    public async Task<RunRecord?> FindServingAsync(RunKey run, CancellationToken cancellationToken)
    {
        RunRecord? record = await FindAsync(run, cancellationToken);
        return record?.DuplicateOf is { } serving ? await FindServingAsync(run with { Run = serving }, cancellationToken) ?? record : record;
    }

    /// <summary>The records of a pipeline's runs, the newest first. Mere duplicates are not among them: there may be very many.</summary>
    public Task<IReadOnlyList<RunRecord>> ListAsync(PipelineInstanceId pipeline, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {pipeline.Value} and DuplicateOf eq ''"), cancellationToken);

    /// <summary>Those that were asked for at that time or later, the newest first.</summary>
    public Task<IReadOnlyList<RunRecord>> ListSinceAsync(PipelineInstanceId pipeline, DateTimeOffset from, CancellationToken cancellationToken) =>
        ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {pipeline.Value} and DuplicateOf eq '' and RequestedAt ge {from}"), cancellationToken);

    /// <summary>The runs of a pipeline that wait to be started, the oldest first.</summary>
    public async Task<IReadOnlyList<RunRecord>> ListWaitingAsync(PipelineInstanceId pipeline, CancellationToken cancellationToken)
    {
        string pending = RunState.Pending.ToString();
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {pipeline.Value} and State eq {pending} and DuplicateOf eq ''");
        return [.. (await ReadAsync(filter, cancellationToken)).Reverse()];
    }

    /// <summary>A page of the runs of all pipelines, the newest first.</summary>
    /// <param name="filter">Which runs.</param>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="take">How many to give at most.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    public async Task<RunPage> PageAsync(RunFilter filter, int skip, int take, CancellationToken cancellationToken)
    {
        var page = new List<RunRecord>();
        int total = 0;
        await foreach (RunIndexEntry entry in index.ListAsync(filter, cancellationToken))
        {
            bool isOnPage = total >= skip && total < skip + take;
            bool mustBeRead = isOnPage || filter.State is RunState.Pending or RunState.Running;
            RunRecord? record = mustBeRead ? await FindAsync(entry.Run, cancellationToken) : null;
            if (mustBeRead && (record?.Input.RequestedAt != entry.RequestedAt || (filter.State is { } state && record.State != state)))
            {
                continue;
            }

            total++;
            if (isOnPage)
            {
                page.Add(record!);
            }
        }

        return new RunPage(page, total);
    }

    /// <summary>
    /// Counts the runs that the filter lets through, whatever their state. How runs ended is in the index; the records of those that have
    /// not are read.
    /// </summary>
    public async Task<RunStatistics> CountAsync(RunFilter filter, CancellationToken cancellationToken)
    {
        var counts = new ConcurrentDictionary<RunState, int>();
        var unended = new List<RunIndexEntry>();
        TimeSpan total = TimeSpan.Zero;
        await foreach (RunIndexEntry entry in index.ListAsync(filter with { State = null }, cancellationToken))
        {
            if (entry.EndState is not { } state)
            {
                unended.Add(entry);
                continue;
            }

            Add(state);
            total += state == RunState.Completed ? entry.Duration ?? TimeSpan.Zero : TimeSpan.Zero;
        }

        int completed = Of(RunState.Completed);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(unended, limit, async (entry, stop) =>
        {
            if (await FindAsync(entry.Run, stop) is { } record && record.Input.RequestedAt == entry.RequestedAt)
            {
                Add(record.State);
            }
        });
        return new RunStatistics(
            Of(RunState.Pending),
            Of(RunState.Running),
            Of(RunState.Completed),
            Of(RunState.Failed),
            Of(RunState.Cancelled),
            completed == 0 ? null : total / completed);

        void Add(RunState state) => counts.AddOrUpdate(state, 1, (_, count) => count + 1);
        int Of(RunState state) => counts.GetValueOrDefault(state);
    }

    /// <summary>Changes a record. The change may be made several times, each on the newest record; without effect it writes nothing.</summary>
    /// <exception cref="InvalidOperationException">The run has no record.</exception>
    public async Task<RunRecord> ChangeAsync(RunKey run, Func<RunRecord, RunRecord> change, CancellationToken cancellationToken)
    {
        TableClient rows = await table.GetAsync(cancellationToken);
        while (true)
        {
            TableEntity row = await FindRowAsync(run, cancellationToken) ?? throw new InvalidOperationException($"The run {run} has no record.");
            RunRecord before = ToRecord(row);
            RunRecord after = change(before);
            if (after == before)
            {
                return after;
            }

            try
            {
                using Response response = await rows.UpdateEntityAsync(ToRow(after), row.ETag, TableUpdateMode.Replace, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // somebody else was faster: change what they left
                continue;
            }

            metrics.Changed(before, after);
            if (after.HasEnded && !before.HasEnded)
            {
                await index.EndAsync(after, cancellationToken);
            }

            return after;
        }
    }

    /// <summary>
    /// Forgets a run and the duplicates that it served. The index goes last: by it the rest is found again when a crash comes between.
    /// </summary>
    public async Task RemoveAsync(RunIndexEntry entry, CancellationToken cancellationToken)
    {
        await RemoveWithDuplicatesAsync(entry.Run.Pipeline.Value, entry.Run.Run.ToString(), cancellationToken);
        await index.RemoveAsync(entry, cancellationToken);
    }

    // A duplicate may have duplicates of its own, from before it was known to be one.
    private async Task RemoveWithDuplicatesAsync(string pipeline, string run, CancellationToken cancellationToken)
    {
        TableClient rows = await table.GetAsync(cancellationToken);
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {pipeline} and DuplicateOf eq {run}");
        await foreach (TableEntity row in rows.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken))
        {
            await RemoveWithDuplicatesAsync(pipeline, row.RowKey, cancellationToken);
        }

        using Response response = await rows.DeleteEntityAsync(pipeline, run, ETag.All, cancellationToken);
    }

    private static TableEntity ToRow(RunRecord record) => new(record.Input.Request.Pipeline.Value, record.Input.RunId.ToString())
    {
        ["State"] = record.State.ToString(),
        ["CreatorId"] = record.Input.Request.CreatorId,
        ["VideoId"] = record.Input.Request.VideoId,
        ["AccountName"] = record.Input.Request.AccountName,
        ["RequestedAt"] = record.Input.RequestedAt,
        ["Fingerprint"] = record.Input.Fingerprint,
        [DuplicateOfColumn] = record.DuplicateOf?.ToString() ?? "",
        [RecordColumn] = JsonSerializer.Serialize(record, Json),
    };

    private static RunRecord ToRecord(TableEntity row) => JsonSerializer.Deserialize<RunRecord>(row.GetString(RecordColumn))!;

    private async Task<TableEntity?> FindRowAsync(RunKey run, CancellationToken cancellationToken)
    {
        TableClient rows = await table.GetAsync(cancellationToken);
        NullableResponse<TableEntity> row =
            await rows.GetEntityIfExistsAsync<TableEntity>(run.Pipeline.Value, run.Run.ToString(), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private async Task<IReadOnlyList<RunRecord>> ReadAsync(string filter, CancellationToken cancellationToken)
    {
        TableClient rows = await table.GetAsync(cancellationToken);
        var records = new List<RunRecord>();
        await foreach (TableEntity row in rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            records.Add(ToRecord(row));
        }

        // two of one instant still have an order
        return [.. records.OrderByDescending(r => r.Input.RequestedAt).ThenByDescending(r => r.Input.RunId.ToString(), StringComparer.Ordinal)];
    }
}
