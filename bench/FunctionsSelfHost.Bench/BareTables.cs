using Azure;
using Azure.Data.Tables;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Storage;

namespace FunctionsSelfHost.Bench;

/// <summary>
/// What a five-activity orchestration costs at least: the six transactions of its turns, with the same rows, sent by a bare table client.
/// </summary>
internal sealed class BareTables(TableClient table)
{
    private static readonly DateTime Now = DateTime.UtcNow;

    /// <summary>How many transactions one orchestration of five activities takes.</summary>
    public const int TransactionsOfASequence = 6;

    public static async Task<BareTables> CreateAsync(string storage)
    {
        var table = new TableClient(storage, BenchHost.NewHub());
        await table.CreateIfNotExistsAsync();
        return new BareTables(table);
    }

    /// <summary>Sends the transactions of one orchestration, one after another; each depends on the one before.</summary>
    public async Task SequenceAsync()
    {
        string key = Guid.NewGuid().ToString("N");
        string execution = Guid.NewGuid().ToString("N");
        ETag? version = null;
        int ordinal = 0;
        for (int turn = 0; turn < TransactionsOfASequence; turn++)
        {
            HistoryEvent[] events = Turn(turn, key, execution);
            int first = ordinal;
            List<TableTransactionAction> actions =
                [.. events.Select((e, i) => new TableTransactionAction(TableTransactionActionType.UpsertReplace, HistoryRows.ToRow(e, key, first + i, execution)))];
            ordinal += events.Length;
            var sentinel = new TableEntity(key, HistoryRows.SentinelKey)
            {
                ["ExecutionId"] = execution,
                ["IsCheckpointComplete"] = true,
                ["CheckpointCompletedTimestamp"] = Now,
                ["EventCount"] = ordinal,
                ["Delivery"] = "{\"SenderId\":\"00000000000000000000000000000000\",\"NextSequence\":0,\"Outbox\":[],\"Received\":{}}",
                ["DeliveryBlobName"] = "",
            };
            actions.Add(version is { } known
                ? new TableTransactionAction(TableTransactionActionType.UpdateMerge, sentinel, known)
                : new TableTransactionAction(TableTransactionActionType.Add, sentinel));
            Response<IReadOnlyList<Response>> response = await table.SubmitTransactionAsync(actions);
            version = response.Value[^1].Headers.ETag!.Value;
        }
    }

    /// <summary>As many of them at once.</summary>
    public Task RunAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => SequenceAsync()));

    private static HistoryEvent[] Turn(int turn, string key, string execution) => turn switch
    {
        0 =>
        [
            new OrchestratorStarted(Now), new ExecutionStarted(Now, key, execution, nameof(BenchFunctions.Sequence), "", "5", null, null, null, 0, null),
            new TaskScheduled(0, Now, nameof(BenchFunctions.AddOne), "0"), new OrchestratorCompleted(Now),
        ],
        TransactionsOfASequence - 1 =>
        [
            new OrchestratorStarted(Now), new TaskCompleted(Now, turn - 1, "1"), new ExecutionCompleted(turn, Now, ExecutionOutcome.Completed, "5", null),
            new OrchestratorCompleted(Now),
        ],
        _ =>
        [
            new OrchestratorStarted(Now), new TaskCompleted(Now, turn - 1, "1"), new TaskScheduled(turn, Now, nameof(BenchFunctions.AddOne), "1"),
            new OrchestratorCompleted(Now),
        ],
    };
}
