using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>
/// Holds every answer that a test gets to the app's own OpenAPI document: the route has that status, and the body is of the schema that it
/// has for it. What breaks the contract fails the test that asked.
/// </summary>
internal sealed class ApiContract : DelegatingHandler
{
    private const string Problem = "application/problem+json";

    // an app does not change while the tests run
    private static readonly ConcurrentDictionary<string, JsonSchema> Schemas = new();

    private JsonObject? document;

    private ApiContract()
        : base(new SocketsHttpHandler())
    {
    }

    /// <summary>A client of an app whose answers are checked.</summary>
    public static HttpClient CreateClient(Uri app) => new(new ApiContract()) { BaseAddress = app, Timeout = TimeSpan.FromMinutes(2) };

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        document ??= await LoadAsync(request, cancellationToken);
        if (await BreachAsync(request, answer, cancellationToken) is { } breach)
        {
            string body = await answer.Content.ReadAsStringAsync(cancellationToken);
            breach.Should().BeNull($"{request.Method} {request.RequestUri!.PathAndQuery} answered {(int)answer.StatusCode} {body}");
        }

        return answer;
    }

    private async Task<JsonObject> LoadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, new Uri(request.RequestUri!, "/api/openapi.json"));
        using HttpResponseMessage answer = await base.SendAsync(ask, cancellationToken);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
    }

    // Answers what is wrong; null for nothing.
    private async Task<string?> BreachAsync(HttpRequestMessage request, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.AbsolutePath;
        string status = $"{(int)answer.StatusCode}";
        if (Find(path) is not { } route)
        {
            return null;
        }

        if (route[request.Method.Method.ToLowerInvariant()] is not JsonObject operation)
        {
            // the dashboard answers at every other address
            bool isOfTheApi = path.StartsWith("/api/", StringComparison.Ordinal);
            return answer.IsSuccessStatusCode && isOfTheApi ? "a verb that is not documented" : null;
        }

        // the server's own, before any route is asked: a request that is none
        if (answer is { StatusCode: HttpStatusCode.BadRequest, Content.Headers.ContentLength: 0 })
        {
            return null;
        }

        if (operation["responses"]![status] is not JsonObject documented)
        {
            return $"a status that is not documented for {operation["operationId"]}";
        }

        if (request.Method == HttpMethod.Head)
        {
            return null;
        }

        string? media = answer.Content.Headers.ContentType?.MediaType;
        return documented["content"] is JsonObject content
            ? await BreachAsync($"{operation["operationId"]} {status}", content, media, answer, cancellationToken)
            : media is null ? null : $"content ({media}) where none is documented";
    }

    private async Task<string?> BreachAsync(
        string name, JsonObject content, string? media, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (media is null || (content[media] ?? content["*/*"]) is not JsonObject documented)
        {
            return $"a media type ({media}) that is not documented: {string.Join(", ", content.Select(c => c.Key))}";
        }

        if (media is not ("application/json" or Problem))
        {
            return null;
        }

        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        string body = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!Schemas.TryGetValue(name, out JsonSchema? schema))
        {
            Schemas[name] = schema = await SchemaAsync(documented["schema"]!);
        }

        string errors = string.Join("; ", schema.Validate(body));
        return errors.Length == 0 ? null : errors;
    }

    // The validator reads schemas of before OpenAPI 3.1: the components are given to it as definitions.
    private Task<JsonSchema> SchemaAsync(JsonNode schema)
    {
        var whole = new JsonObject
        {
            ["allOf"] = new JsonArray(schema.DeepClone()),
            ["definitions"] = document!["components"]!["schemas"]!.DeepClone(),
        };
        return JsonSchema.FromJsonAsync(whole.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal));
    }

    // The route whose template fits, with as many words of its own as there are; the rest of a path may have slashes.
    private JsonObject? Find(string path)
    {
        string[] asked = path.Split('/');
        return document!["paths"]!.AsObject()
            .Select(p => (Own: p.Key.Split('/'), Route: p.Value!.AsObject()))
            .Where(p => asked.Length == p.Own.Length || (asked.Length > p.Own.Length && p.Own[^1] is "{name}" or "{rest}"))
            .Where(p => p.Own.Zip(asked).All(s => s.First == s.Second || (s.First.StartsWith('{') && s.Second.Length > 0)))
            .OrderByDescending(p => p.Own.Count(s => !s.StartsWith('{')))
            .Select(p => p.Route)
            .FirstOrDefault();
    }
}
