using Azure.Data.Tables;

namespace FunctionsSelfHost.Storage;

/// <summary>The rows of an instance that count.</summary>
/// <param name="Sentinel">The row that guards them; its ETag names the state in the next commit.</param>
/// <param name="Events">The events of the current execution, in order.</param>
internal sealed record HistoryRowsOfAnInstance(TableEntity Sentinel, IReadOnlyList<TableEntity> Events);
