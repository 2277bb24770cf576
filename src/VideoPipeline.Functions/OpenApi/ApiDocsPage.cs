using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VideoPipeline.Functions.OpenApi;

/// <summary>The document as a page for people, without a script.</summary>
internal static class ApiDocsPage
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the page.</summary>
    public static string Of(JsonObject document)
    {
        (string Verb, string Path, JsonObject Operation)[] operations =
        [
            .. document["paths"]!.AsObject().SelectMany(
                path => path.Value!.AsObject().Where(o => o.Key != "head").Select(o => (o.Key, path.Key, o.Value!.AsObject()))),
        ];
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<title>VideoPipeline API</title><link rel=\"stylesheet\" href=\"/api/docs.css\"></head><body><main>")
            .Append("<h1>VideoPipeline API</h1><p>").Append(Text(document["info"]!["description"]))
            .Append(" For programs: <a href=\"/api/openapi.json\">openapi.json</a>.</p>");
        AppendContents(page, operations);
        foreach ((string verb, string path, JsonObject operation) in operations)
        {
            AppendOperation(page, verb, path, operation);
        }

        return page.Append("</main></body></html>").ToString();
    }

    private static void AppendContents(StringBuilder page, (string Verb, string Path, JsonObject Operation)[] operations)
    {
        page.Append("<nav aria-label=\"Contents\">");
        foreach (IGrouping<string, (string Verb, string Path, JsonObject Operation)> group in operations.GroupBy(o => o.Operation["tags"]![0]!.GetValue<string>()))
        {
            page.Append("<h2>").Append(Text(group.Key)).Append("</h2><ul>");
            foreach ((string verb, string path, JsonObject operation) in group)
            {
                page.Append("<li><a href=\"#").Append(Text(operation["operationId"])).Append("\"><code><b>").Append(Text(verb.ToUpperInvariant()))
                    .Append("</b> ").Append(Text(path)).Append("</code></a></li>");
            }

            page.Append("</ul>");
        }

        page.Append("</nav>");
    }

    private static void AppendOperation(StringBuilder page, string verb, string path, JsonObject operation)
    {
        page.Append("<section id=\"").Append(Text(operation["operationId"])).Append("\"><h2><code><b>").Append(Text(verb.ToUpperInvariant()))
            .Append("</b> ").Append(Text(path)).Append("</code></h2><p>").Append(Text(operation["summary"])).Append("</p>");
        if (operation["security"]!.AsArray().Count == 0)
        {
            page.Append("<p>Needs no key.</p>");
        }

        AppendParameters(page, operation["parameters"]!.AsArray());
        if (operation["requestBody"] is { } body)
        {
            page.Append("<h3>Body</h3>");
            AppendContent(page, body["content"]!.AsObject());
        }

        page.Append("<h3>Answers</h3><dl>");
        foreach ((string status, JsonNode? response) in operation["responses"]!.AsObject())
        {
            page.Append("<dt>").Append(Text(status)).Append("</dt><dd>").Append(Text(response!["description"]));
            if (response["content"] is JsonObject content)
            {
                AppendContent(page, content);
            }

            page.Append("</dd>");
        }

        page.Append("</dl></section>");
    }

    private static void AppendParameters(StringBuilder page, JsonArray parameters)
    {
        if (parameters.Count == 0)
        {
            return;
        }

        page.Append("<table><thead><tr><th>Parameter</th><th>In</th><th>Meaning</th></tr></thead><tbody>");
        foreach (JsonNode? parameter in parameters)
        {
            page.Append("<tr><td><code>").Append(Text(parameter!["name"])).Append("</code></td><td>").Append(Text(parameter["in"]))
                .Append("</td><td>").Append(Text(parameter["description"])).Append("</td></tr>");
        }

        page.Append("</tbody></table>");
    }

    private static void AppendContent(StringBuilder page, JsonObject content)
    {
        foreach ((string mediaType, JsonNode? media) in content)
        {
            page.Append("<p><code>").Append(Text(mediaType)).Append("</code></p>");
            if (media!["example"] is { } example)
            {
                string text = example is JsonValue value ? value.GetValue<string>() : example.ToJsonString(Indented);
                page.Append("<pre tabindex=\"0\">").Append(Text(text)).Append("</pre>");
            }
        }
    }

    private static string Text(JsonNode? text) => Text(text!.GetValue<string>());

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
