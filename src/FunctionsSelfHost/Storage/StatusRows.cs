using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Storage;

/// <summary>
/// Turns statuses into rows of the Instances table and back, with the columns of DurableTask.AzureStorage. A column of our own, which
/// other readers ignore: <c>HasPendingWork</c>.
/// </summary>
internal static class StatusRows
{
    /// <summary>The columns to read when inputs and outputs are not asked for.</summary>
    public static readonly IReadOnlyList<string> ColumnsWithoutTexts =
    [
        "PartitionKey", "RowKey", "Name", "Version", "ExecutionId", "RuntimeStatus", "CreatedTime", "LastUpdatedTime", "CompletedTime",
        "ScheduledStartTime", "Generation", "Tags", "HasPendingWork",
    ];

    // an absent custom status or tags are written as JSON's null
    private const string Null = "null";

    /// <summary>The row of a status.</summary>
    public static TableEntity ToRow(InstanceStatus status, string hub)
    {
        var row = new TableEntity(KeyEscaping.Escape(status.InstanceId), "")
        {
            ["Name"] = status.Name,
            ["Version"] = status.Version,
            ["ExecutionId"] = status.ExecutionId,
            ["RuntimeStatus"] = status.RuntimeStatus.ToString(),
            ["CreatedTime"] = status.CreatedTime,
            ["LastUpdatedTime"] = status.LastUpdatedTime,
            ["CustomStatus"] = status.CustomStatus ?? Null,
            ["TaskHubName"] = hub,
            ["Generation"] = status.Generation,
            ["Tags"] = JsonSerializer.Serialize(status.Tags),
            ["HasPendingWork"] = status.HasPendingWork,
        };
        AddIfPresent(row, "CompletedTime", status.CompletedTime);
        AddIfPresent(row, "ScheduledStartTime", status.ScheduledStartTime);
        AddIfPresent(row, "Input", status.Input);
        AddIfPresent(row, "Output", status.Output);
        return row;
    }

    /// <summary>The status of a row. Columns that other writers or older versions leave out are tolerated.</summary>
    public static InstanceStatus ToStatus(TableEntity row) => new(
        KeyEscaping.Unescape(row.PartitionKey),
        row.GetString("Name") ?? "",
        row.GetString("Version") ?? "",
        row.GetString("ExecutionId") ?? "",
        Enum.Parse<OrchestrationRuntimeStatus>(row.GetString("RuntimeStatus")),
        row.GetDateTime("CreatedTime") ?? default,
        row.GetDateTime("LastUpdatedTime") ?? default,
        row.GetDateTime("CompletedTime"),
        row.GetDateTime("ScheduledStartTime"),
        row.GetString("Input"),
        row.GetString("Output"),
        row.GetString("CustomStatus") is { } custom and not Null ? custom : null,
        row.GetInt32("Generation") ?? 0,
        row.GetString("Tags") is { Length: > 0 } tags ? JsonSerializer.Deserialize<Dictionary<string, string>>(tags) : null,
        row.GetBoolean("HasPendingWork") ?? false);

    private static void AddIfPresent(TableEntity row, string column, object? value)
    {
        if (value is not null)
        {
            row[column] = value;
        }
    }
}
