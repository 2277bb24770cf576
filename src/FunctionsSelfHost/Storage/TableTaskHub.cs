using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;

namespace FunctionsSelfHost.Storage;

/// <summary>
/// A task hub in Azure Tables, in the layout of DurableTask.AzureStorage: <c>{hub}History</c>, <c>{hub}Instances</c> and the container
/// <c>{hub}-largemessages</c>.
/// </summary>
/// <remarks>
/// A turn is one batch that the sentinel row's ETag guards, so of two hosts that both believe to own an instance only one can commit.
/// A turn of more than 99 events takes several batches; the sentinel's own column <c>EventCount</c> says how many rows count, and grows
/// only with the last batch. Rows of other executions and rows beyond that count are ignored.
/// </remarks>
internal sealed class TableTaskHub(string name, TableServiceClient tables, BlobServiceClient blobs, TimeProvider time) : ITaskHub
{
    private const int NotFound = 404;
    private const int PreconditionFailed = 412;
    private const int MostRowsInABatch = 99;

    private const int MostCharactersInABatch = 1_400_000;

    private readonly TableClient history = tables.GetTableClient(name + "History");
    private readonly HistoryReader reader = new(tables.GetTableClient(name + "History"));
    private readonly TableClient instances = tables.GetTableClient(name + "Instances");
    private readonly LargeValues large = new(blobs.GetBlobContainerClient(name.ToLowerInvariant() + "-largemessages"));
    private readonly ConcurrentDictionary<string, bool> haveLargeValues = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken) => Task.WhenAll(
        history.CreateIfNotExistsAsync(cancellationToken),
        instances.CreateIfNotExistsAsync(cancellationToken),
        large.CreateAsync(cancellationToken));

    /// <inheritdoc/>
    public async Task<StoredInstance?> LoadAsync(string instanceId, CancellationToken cancellationToken)
    {
        Task<InstanceStatus?>? status = null;
        HistoryRowsOfAnInstance? stored = await reader.ReadAsync(
            KeyEscaping.Escape(instanceId), found: () => status = FindStatusAsync(instanceId, cancellationToken), cancellationToken);
        if (stored is null)
        {
            return null;
        }

        foreach (TableEntity row in stored.Events.Append(stored.Sentinel))
        {
            await ReadLargeAsync(row, instanceId, cancellationToken);
        }

        DeliveryState delivery =
            stored.Sentinel.GetString("Delivery") is { Length: > 0 } json ? JsonSerializer.Deserialize<DeliveryState>(json)! : DeliveryState.New();
        return new StoredInstance(
            stored.Sentinel.GetString("ExecutionId"), stored.Sentinel.ETag.ToString(), [.. stored.Events.Select(HistoryRows.ToEvent)], delivery, await status!);
    }

    /// <inheritdoc/>
    public async Task<string> CommitAsync(TurnCommit commit, CancellationToken cancellationToken)
    {
        string key = KeyEscaping.Escape(commit.InstanceId);
        TableEntity[] rows = [.. commit.Events.Select((e, i) => HistoryRows.ToRow(e, key, commit.FirstOrdinal + i, commit.ExecutionId))];
        foreach (TableEntity row in rows)
        {
            await WriteLargeAsync(row, commit.InstanceId, cancellationToken);
        }

        string? version = commit.ExpectedVersion;
        TableEntity[][] batches = [.. Batches(rows)];
        for (int i = 0; i < batches.Length; i++)
        {
            bool isLast = i == batches.Length - 1;
            TableEntity sentinel = isLast ? Sentinel(key, commit) : UnfinishedSentinel(key, commit);
            await WriteLargeAsync(sentinel, commit.InstanceId, cancellationToken);
            version = await SubmitAsync(commit.InstanceId, version, batches[i], sentinel, cancellationToken);
        }

        if (commit.FirstOrdinal == 0 && commit.ExpectedVersion is not null && haveLargeValues.ContainsKey(commit.InstanceId))
        {
            await DeleteOvertakenAsync(key, rows, cancellationToken);
        }

        return version!;
    }

    /// <inheritdoc/>
    public async Task SaveStatusAsync(InstanceStatus status, CancellationToken cancellationToken)
    {
        TableEntity row = StatusRows.ToRow(status, name);
        foreach (string column in (string[])["Input", "Output"])
        {
            if (LargeValues.IsLarge(row.GetString(column)))
            {
                haveLargeValues[status.InstanceId] = true;
                string blob = StatusBlob(row.PartitionKey, status.ExecutionId, column, row.GetString(column));
                row[column] = await large.WriteAsync(blob, row.GetString(column), cancellationToken);
            }
        }

        using Response response = await instances.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<InstanceStatus?> FindStatusAsync(string instanceId, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> row =
            await instances.GetEntityIfExistsAsync<TableEntity>(KeyEscaping.Escape(instanceId), "", cancellationToken: cancellationToken);
        return row.HasValue ? await ToStatusAsync(row.Value!, cancellationToken) : null;
    }

    /// <inheritdoc/>
    public async Task<StatusPage> QueryAsync(StatusQuery query, CancellationToken cancellationToken)
    {
        AsyncPageable<TableEntity> rows = instances.QueryAsync<TableEntity>(
            StatusFilter.Of(query), query.PageSize, query.FetchInputsAndOutputs ? null : StatusRows.ColumnsWithoutTexts, cancellationToken);
        await foreach (Page<TableEntity> page in rows.AsPages(query.ContinuationToken, query.PageSize))
        {
            var statuses = new List<InstanceStatus>(page.Values.Count);
            foreach (TableEntity row in page.Values)
            {
                statuses.Add(await ToStatusAsync(row, cancellationToken));
            }

            return new StatusPage(statuses, page.ContinuationToken);
        }

        return new StatusPage([], null);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> FindUnfinishedAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in instances.QueryAsync<TableEntity>(
            StatusFilter.Unfinished, select: ["PartitionKey"], cancellationToken: cancellationToken))
        {
            yield return KeyEscaping.Unescape(row.PartitionKey);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string instanceId, string? expectedVersion, CancellationToken cancellationToken)
    {
        string key = KeyEscaping.Escape(instanceId);
        if (expectedVersion is not null)
        {
            // without its sentinel an instance does not exist, whatever else is left
            await DeleteSentinelAsync(instanceId, key, new ETag(expectedVersion), cancellationToken);
        }

        var rows = new List<TableEntity>();
        await foreach (TableEntity row in history.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {key}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            rows.Add(row);
        }

        foreach (TableEntity[] batch in rows.Where(r => r.RowKey != HistoryRows.SentinelKey).Chunk(100))
        {
            await history.SubmitTransactionAsync(batch.Select(r => new TableTransactionAction(TableTransactionActionType.Delete, r, ETag.All)), cancellationToken);
        }

        await large.DeleteAsync(key, keep: _ => false, cancellationToken);
        haveLargeValues.TryRemove(instanceId, out _);
        using Response response = await instances.DeleteEntityAsync(key, "", ETag.All, cancellationToken);
        return expectedVersion is not null || response.Status != NotFound;
    }

    private async Task DeleteSentinelAsync(string instanceId, string key, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            using Response response = await history.DeleteEntityAsync(key, HistoryRows.SentinelKey, version, cancellationToken);
            if (response.Status == NotFound)
            {
                throw new LostOwnershipException(instanceId);
            }
        }
        catch (RequestFailedException e) when (e.Status is PreconditionFailed)
        {
            throw new LostOwnershipException(instanceId, e);
        }
    }

    private static IEnumerable<TableEntity[]> Batches(TableEntity[] rows)
    {
        var batch = new List<TableEntity>();
        long characters = 0;
        foreach (TableEntity row in rows)
        {
            long size = row.Select(c => c.Value).OfType<string>().Sum(v => (long)v.Length);
            if (batch.Count == MostRowsInABatch || (batch.Count > 0 && characters + size > MostCharactersInABatch))
            {
                yield return [.. batch];
                batch.Clear();
                characters = 0;
            }

            batch.Add(row);
            characters += size;
        }

        yield return [.. batch];
    }

    private TableEntity Sentinel(string key, TurnCommit commit) => new(key, HistoryRows.SentinelKey)
    {
        ["ExecutionId"] = commit.ExecutionId,
        ["IsCheckpointComplete"] = true,
        ["CheckpointCompletedTimestamp"] = time.GetUtcNow().UtcDateTime,
        ["EventCount"] = commit.FirstOrdinal + commit.Events.Count,
        ["Delivery"] = JsonSerializer.Serialize(commit.Delivery),
        ["DeliveryBlobName"] = "",
    };

    // Between the batches of one turn its events do not count yet. A new execution is the exception: its first rows overwrite those of the
    // execution before, so what it began with counts at once, and whoever loads it takes the turn again from there.
    private static TableEntity UnfinishedSentinel(string key, TurnCommit commit)
    {
        int count = commit.FirstOrdinal > 0 ? commit.FirstOrdinal : commit.Events.TakeWhile(e => e is OrchestratorStarted or ExecutionStarted or EventRaised).Count();
        return new TableEntity(key, HistoryRows.SentinelKey)
        {
            ["ExecutionId"] = commit.ExecutionId,
            ["IsCheckpointComplete"] = false,
            ["EventCount"] = Math.Min(count, MostRowsInABatch),
        };
    }

    // the same value of the same execution always has the same name, so that saving the row again writes no second blob
    private static string StatusBlob(string key, string executionId, string column, string value)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..16];
        return $"{key}/status-{executionId}-{column}-{hash}.json.gz";
    }

    private async Task<string> SubmitAsync(string instanceId, string? version, TableEntity[] rows, TableEntity sentinel, CancellationToken cancellationToken)
    {
        TableTransactionAction guard = version is null
            ? new TableTransactionAction(TableTransactionActionType.Add, sentinel)
            : new TableTransactionAction(TableTransactionActionType.UpdateMerge, sentinel, new ETag(version));
        TableTransactionAction[] actions = [.. rows.Select(r => new TableTransactionAction(TableTransactionActionType.UpsertReplace, r)), guard];
        try
        {
            Response<IReadOnlyList<Response>> response = await history.SubmitTransactionAsync(actions, cancellationToken);
            return response.Value[^1].Headers.ETag!.Value.ToString();
        }
        catch (TableTransactionFailedException e) when (e.Status is 409 or 412 or 404)
        {
            throw new LostOwnershipException(instanceId, e);
        }
    }

    private async Task WriteLargeAsync(TableEntity row, string instanceId, CancellationToken cancellationToken)
    {
        foreach (string column in HistoryRows.TextColumns)
        {
            if (row.TryGetValue(column, out object? value) && value is string text && LargeValues.IsLarge(text))
            {
                haveLargeValues[instanceId] = true;
                string type = row.GetString("EventType") ?? HistoryRows.SentinelKey;
                string blob = $"{row.PartitionKey}/history-{row.RowKey}-{type}-{Guid.NewGuid().ToString("N")[..8]}-{column}.json.gz";
                await large.WriteAsync(blob, text, cancellationToken);
                row[column] = "";
                row[column + "BlobName"] = blob;
            }
        }
    }

    private async Task ReadLargeAsync(TableEntity row, string instanceId, CancellationToken cancellationToken)
    {
        foreach (string column in HistoryRows.TextColumns)
        {
            if (row.GetString(column + "BlobName") is { Length: > 0 } blob)
            {
                haveLargeValues[instanceId] = true;
                row[column] = await large.ReadAsync(blob, cancellationToken);
            }
        }
    }

    private async Task DeleteOvertakenAsync(string key, TableEntity[] rows, CancellationToken cancellationToken)
    {
        HashSet<string> used = [.. rows.SelectMany(r => r).Where(c => c.Key.EndsWith("BlobName", StringComparison.Ordinal)).Select(c => (string)c.Value)];
        await large.DeleteAsync(
            key,
            blob => used.Contains(blob) || blob.Contains($"/history-{HistoryRows.SentinelKey}-", StringComparison.Ordinal) || blob.Contains("/status-", StringComparison.Ordinal),
            cancellationToken);
    }

    private async Task<InstanceStatus> ToStatusAsync(TableEntity row, CancellationToken cancellationToken)
    {
        InstanceStatus status = StatusRows.ToStatus(row);
        return status with
        {
            Input = await large.ResolveAsync(status.Input, cancellationToken),
            Output = await large.ResolveAsync(status.Output, cancellationToken),
        };
    }
}
