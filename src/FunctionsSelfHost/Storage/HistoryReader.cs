using Azure;
using Azure.Data.Tables;

namespace FunctionsSelfHost.Storage;

/// <summary>Reads the rows of one instance from the History table.</summary>
internal sealed class HistoryReader(TableClient history)
{
    // Fewer are read one by one, at once: a query may look at the whole table, as Azurite's does.
    private const int MostRowsToReadOneByOne = 16;

    /// <summary>Reads an instance's rows, or returns null when it does not exist.</summary>
    /// <param name="key">The escaped instance ID.</param>
    /// <param name="found">Called as soon as it is known that the instance exists.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<HistoryRowsOfAnInstance?> ReadAsync(string key, Action found, CancellationToken cancellationToken)
    {
        // most look for new instances: for them this is all
        NullableResponse<TableEntity> sentinel = await history.GetEntityIfExistsAsync<TableEntity>(key, HistoryRows.SentinelKey, cancellationToken: cancellationToken);
        if (!sentinel.HasValue)
        {
            return null;
        }

        found();
        return await ReadShortAsync(sentinel.Value!, cancellationToken) ?? await QueryAsync(key, cancellationToken);
    }

    // Rows that count are never changed, so these reads fit together, or one of them is missing because somebody has begun a new execution.
    private async Task<HistoryRowsOfAnInstance?> ReadShortAsync(TableEntity sentinel, CancellationToken cancellationToken)
    {
        int count = sentinel.GetInt32("EventCount")!.Value;
        if (count > MostRowsToReadOneByOne)
        {
            return null;
        }

        NullableResponse<TableEntity>[] rows = await Task.WhenAll(Enumerable.Range(0, count).Select(i =>
            history.GetEntityIfExistsAsync<TableEntity>(sentinel.PartitionKey, HistoryRows.KeyOf(i), cancellationToken: cancellationToken)));
        string executionId = sentinel.GetString("ExecutionId");
        return rows.All(r => r.HasValue && r.Value!.GetString("ExecutionId") == executionId)
            ? new HistoryRowsOfAnInstance(sentinel, [.. rows.Select(r => r.Value!)])
            : null;
    }

    private async Task<HistoryRowsOfAnInstance?> QueryAsync(string key, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        await foreach (TableEntity row in history.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {key}"), cancellationToken: cancellationToken))
        {
            rows.Add(row);
        }

        if (rows.Find(r => r.RowKey == HistoryRows.SentinelKey) is not { } sentinel)
        {
            return null;
        }

        string executionId = sentinel.GetString("ExecutionId");
        string end = HistoryRows.KeyOf(sentinel.GetInt32("EventCount")!.Value);
        return new HistoryRowsOfAnInstance(
            sentinel,
            [.. rows.Where(r => r != sentinel && string.CompareOrdinal(r.RowKey, end) < 0 && r.GetString("ExecutionId") == executionId)]);
    }
}
