using Azure.Data.Tables;

namespace VideoPipeline.Pipelines;

/// <summary>A table that is created when it is first used. A creation that failed is tried again by the next caller.</summary>
internal sealed class LazyTable(TableServiceClient tables, string name)
{
    private readonly TableClient table = tables.GetTableClient(name);
    private Task? creation;

    /// <summary>The table, which exists.</summary>
    public async Task<TableClient> GetAsync(CancellationToken cancellationToken)
    {
        if (creation is null or { IsFaulted: true })
        {
            creation = table.CreateIfNotExistsAsync(CancellationToken.None);
        }

        await creation.WaitAsync(cancellationToken);
        return table;
    }
}
