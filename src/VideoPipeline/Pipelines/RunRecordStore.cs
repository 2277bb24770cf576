using System.Text.Encodings.Web;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Pipelines;

/// <summary>
/// The run records, in the table <c>PipelineRuns</c>: a row per run, its partition the pipeline. Changes are made under the row's ETag,
/// so that activities that run at once never lose each other's.
/// </summary>
public sealed class RunRecordStore(TableServiceClient tables, IOptions<ArtifactStoreOptions> options)
{
    private const string RecordColumn = "Record";

    // a row's text has room for 32 Ki characters: Chinese stays Chinese instead of six characters each
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TableClient table = tables.GetTableClient(options.Value.Prefix + "PipelineRuns");
    private Task? creation;

    /// <summary>Claims a run: inserts its record unless there is one. Either way, returns what is stored.</summary>
    public async Task<RunRecord> ClaimAsync(RunRecord record, CancellationToken cancellationToken)
    {
        await EnsureCreatedAsync(cancellationToken);
        try
        {
            using Response response = await table.AddEntityAsync(ToRow(record), cancellationToken);
            return record;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return await FindAsync(record.Input.Key, cancellationToken)
                ?? throw new InvalidOperationException($"The record of the run {record.Input.Key} vanished while it was claimed.", e);
        }
    }

    /// <summary>The record of a run, or null.</summary>
    public async Task<RunRecord?> FindAsync(RunKey run, CancellationToken cancellationToken)
    {
        await EnsureCreatedAsync(cancellationToken);
        NullableResponse<TableEntity> row =
            await table.GetEntityIfExistsAsync<TableEntity>(run.Pipeline.Value, run.Run.ToString(), cancellationToken: cancellationToken);
        return row.HasValue ? ToRecord(row.Value!) : null;
    }

    /// <summary>The records of a pipeline's runs, the newest first.</summary>
    public async Task<IReadOnlyList<RunRecord>> ListAsync(PipelineInstanceId pipeline, CancellationToken cancellationToken)
    {
        await EnsureCreatedAsync(cancellationToken);
        var records = new List<RunRecord>();
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {pipeline.Value}"), cancellationToken: cancellationToken))
        {
            records.Add(ToRecord(row));
        }

        return [.. records.OrderByDescending(r => r.Input.RequestedAt)];
    }

    /// <summary>The newest run of a pipeline that is not a mere duplicate; null when there is none.</summary>
    public async Task<RunRecord?> FindLatestAsync(PipelineInstanceId pipeline, CancellationToken cancellationToken) =>
        (await ListAsync(pipeline, cancellationToken)).FirstOrDefault(r => r.DuplicateOf is null);

    /// <summary>Changes a record. The change may be made several times, each on the newest record; without effect it writes nothing.</summary>
    /// <exception cref="InvalidOperationException">The run has no record.</exception>
    public async Task<RunRecord> ChangeAsync(RunKey run, Func<RunRecord, RunRecord> change, CancellationToken cancellationToken)
    {
        await EnsureCreatedAsync(cancellationToken);
        while (true)
        {
            NullableResponse<TableEntity> row =
                await table.GetEntityIfExistsAsync<TableEntity>(run.Pipeline.Value, run.Run.ToString(), cancellationToken: cancellationToken);
            if (!row.HasValue)
            {
                throw new InvalidOperationException($"The run {run} has no record.");
            }

            RunRecord before = ToRecord(row.Value!);
            RunRecord after = change(before);
            if (after == before)
            {
                return after;
            }

            try
            {
                using Response response = await table.UpdateEntityAsync(ToRow(after), row.Value!.ETag, TableUpdateMode.Replace, cancellationToken);
                return after;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // somebody else was faster: change what they left
            }
        }
    }

    private static TableEntity ToRow(RunRecord record) => new(record.Input.Request.Pipeline.Value, record.Input.RunId.ToString())
    {
        ["State"] = record.State.ToString(),
        ["CreatorId"] = record.Input.Request.CreatorId,
        ["VideoId"] = record.Input.Request.VideoId,
        ["AccountName"] = record.Input.Request.AccountName,
        ["RequestedAt"] = record.Input.RequestedAt,
        ["Fingerprint"] = record.Input.Fingerprint,
        [RecordColumn] = JsonSerializer.Serialize(record, Json),
    };

    private static RunRecord ToRecord(TableEntity row) => JsonSerializer.Deserialize<RunRecord>(row.GetString(RecordColumn))!;

    private Task EnsureCreatedAsync(CancellationToken cancellationToken)
    {
        if (creation is null or { IsFaulted: true })
        {
            creation = table.CreateIfNotExistsAsync(CancellationToken.None);
        }

        return creation.WaitAsync(cancellationToken);
    }
}
