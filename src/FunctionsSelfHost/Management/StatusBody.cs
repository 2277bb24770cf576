using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsSelfHost.Storage;

namespace FunctionsSelfHost.Management;

/// <summary>The JSON of an instance's status, in the official order of members.</summary>
internal static class StatusBody
{
    /// <summary>The status of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="showInput">Whether the input is shown; else it is null.</param>
    public static JsonObject Of(InstanceStatus row, bool showInput) => new()
    {
        ["name"] = row.Name,
        ["instanceId"] = row.InstanceId,
        ["runtimeStatus"] = row.RuntimeStatus.ToString(),
        ["input"] = showInput ? Value(row.Input) : null,
        ["customStatus"] = Value(row.CustomStatus),
        ["output"] = Value(row.Output),
        ["createdTime"] = Time(row.CreatedTime),
        ["lastUpdatedTime"] = Time(row.LastUpdatedTime),
    };

    /// <summary>A stored value: JSON where it is JSON, else the text as it is.</summary>
    public static JsonNode? Value(string? stored)
    {
        if (string.IsNullOrEmpty(stored))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(stored);
        }
        catch (JsonException)
        {
            // an error's text, or a reason
            return JsonValue.Create(stored);
        }
    }

    private static string Time(DateTime utc) => utc.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
