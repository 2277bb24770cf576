using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>A log record as it was sent, by OTLP or to Azure Monitor.</summary>
internal sealed record SentLog(string Service, string Category, int Id, string Trace, string Message)
{
    /// <summary>The records of a request by OTLP. The numbers are those of the fields of opentelemetry/proto/logs/v1.</summary>
    public static IEnumerable<SentLog> OfOtlp(byte[] body) =>
        from resource in new WireMessage(body).All(1)
        from scope in resource.All(2)
        from log in scope.All(2)
        select new SentLog(
            Attribute(resource.First(1), 1, "service.name").Text(1),
            scope.First(1).Text(1),
            (int)Attribute(log, 6, "logrecord.event.id").Number(3),
            Convert.ToHexStringLower(log.First(9).Bytes.Span),
            log.First(5).Text(1));

    /// <summary>The records of a request to Azure Monitor, which is lines of JSON. Spans and metrics are left out.</summary>
    public static IEnumerable<SentLog> OfAzureMonitor(byte[] body) =>
        from line in Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        let item = JsonNode.Parse(line)!
        let data = item["data"]!["baseData"]!
        where item["data"]!["baseType"]!.GetValue<string>() == "MessageData"
        select new SentLog(
            Text(item["tags"]!["ai.cloud.role"]),
            Text(data["properties"]!["CategoryName"]),
            int.Parse("0" + Text(data["properties"]!["EventId"]), CultureInfo.InvariantCulture),
            Text(item["tags"]!["ai.operation.id"]),
            Text(data["message"]));

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";

    private static WireMessage Attribute(WireMessage message, int field, string key) => message.All(field).FirstOrDefault(a => a.Text(1) == key).First(2);
}
