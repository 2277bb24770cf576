using System.Text.Json.Nodes;

namespace VideoPipeline.Functions.Tests.Events;

/// <summary>One event that a client got.</summary>
internal sealed record ServerEvent(string Type, string Id, JsonNode Data)
{
    public string RunId => Data["run_id"]!.GetValue<string>();

    public string Status => Data["status"]!.GetValue<string>();
}
