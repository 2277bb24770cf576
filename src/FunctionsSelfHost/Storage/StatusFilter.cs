using System.Globalization;
using Azure.Data.Tables;

namespace FunctionsSelfHost.Storage;

/// <summary>Writes queries of the Instances table as OData filters.</summary>
internal static class StatusFilter
{
    /// <summary>Selects unfinished orchestrations, and entities that have work left.</summary>
    public const string Unfinished =
        "((PartitionKey lt '@' or PartitionKey ge 'A') and (RuntimeStatus eq 'Running' or RuntimeStatus eq 'Pending' or RuntimeStatus eq 'Suspended'))" +
        " or (PartitionKey ge '@' and PartitionKey lt 'A' and HasPendingWork eq true)";

    /// <summary>The filter of a query.</summary>
    public static string Of(StatusQuery query)
    {
        var conditions = new List<string>
        {
            query.Prefix is null ? "(PartitionKey lt '@' or PartitionKey ge 'A')" : PrefixCondition(KeyEscaping.Escape(query.Prefix)),
        };
        if (query.Statuses is { Count: > 0 })
        {
            conditions.Add(string.Join(" or ", query.Statuses.Select(s => $"RuntimeStatus eq '{s}'")));
        }

        if (query.CreatedFrom is { } from)
        {
            conditions.Add($"CreatedTime ge datetime'{from.ToString("o", CultureInfo.InvariantCulture)}'");
        }

        if (query.CreatedTo is { } to)
        {
            conditions.Add($"CreatedTime le datetime'{to.ToString("o", CultureInfo.InvariantCulture)}'");
        }

        if (query.CompletedTo is { } end)
        {
            conditions.Add($"CompletedTime le datetime'{end.ToString("o", CultureInfo.InvariantCulture)}'");
        }

        return string.Join(" and ", conditions.Select(c => $"({c})"));
    }

    private static string PrefixCondition(string prefix) => prefix.Length == 0
        ? "PartitionKey ge ''"
        : TableClient.CreateQueryFilter($"PartitionKey ge {prefix} and PartitionKey lt {prefix[..^1] + (char)(prefix[^1] + 1)}");
}
