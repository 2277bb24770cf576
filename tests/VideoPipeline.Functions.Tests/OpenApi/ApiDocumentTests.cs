using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using NJsonSchema;
using NJsonSchema.Validation;
using VideoPipeline.Functions.Api;
using VideoPipeline.Functions.OpenApi;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Functions.Tests.Api;

namespace VideoPipeline.Functions.Tests.OpenApi;

/// <summary>The document of the API agrees with the code: its routes, its records, and what is really answered.</summary>
public sealed partial class ApiDocumentTests
{
    private static readonly ApiDocument Document = new();

    private static JsonObject Root => JsonNode.Parse(Document.Json)!.AsObject();

    [Fact]
    public void Document_HasEveryRouteAndNoOther()
    {
        IEnumerable<string> routes = HttpTriggers()
            .Where(f => !f.Trigger.Route!.StartsWith("{*", StringComparison.Ordinal) && f.Trigger.Route != "api/{*path}")
            .SelectMany(f => (f.Trigger.Methods ?? ["get", "post", "put", "delete"]).Select(m => $"{m} {Shape("/" + f.Trigger.Route)}"));

        Operations().Select(o => $"{o.Verb} {Shape(o.Path)}").Should().BeEquivalentTo(routes);
    }

    [Fact]
    public void Catalog_KnowsEveryFunctionAndNoOther() =>
        ApiCatalog.Operations.Keys.Concat(ApiCatalog.Rest).Should().BeEquivalentTo(
            HttpTriggers().Select(f => f.Function).Distinct(),
            "a new HTTP function is described in ApiCatalog: its group, its answers, an example");

    [Fact]
    public void Operation_EachHasItsOwnIdASentenceAndASuccess()
    {
        (string Verb, string Path, JsonObject Operation)[] operations = Operations();

        operations.Select(o => Text(o.Operation["operationId"])).Should().OnlyHaveUniqueItems();
        operations.Should().OnlyContain(o => Text(o.Operation["summary"]).Contains(' ') && !Text(o.Operation["summary"]).Contains("/api/pipeline/status/"));
        operations.Should().OnlyContain(o => o.Operation["responses"]!.AsObject().Any(r => r.Key.StartsWith('2') || r.Key == "501"));
    }

    [Fact]
    public void PathParameters_AreThoseOfThePath()
    {
        foreach ((_, string path, JsonObject operation) in Operations())
        {
            operation["parameters"]!.AsArray().Where(p => Text(p!["in"]) == "path").Select(p => $"{{{Text(p!["name"])}}}")
                .Should().Equal(Braces().Matches(path).Select(m => m.Value));
        }
    }

    [Fact]
    public void Reference_EachLeadsToASchema()
    {
        string[] schemas = [.. Root["components"]!["schemas"]!.AsObject().Select(s => $"#/components/schemas/{s.Key}")];

        References().Matches(Document.Json).Select(m => m.Groups[1].Value).Distinct().Should().BeSubsetOf(schemas);
    }

    [Fact]
    public async Task Example_EachIsValid()
    {
        (string Where, JsonNode Media)[] examples =
        [
            .. Operations().SelectMany(o => o.Operation["responses"]!.AsObject()
                .Select(r => (Where: $"{o.Verb} {o.Path} {r.Key}", Content: r.Value!["content"]))
                .Append((Where: $"{o.Verb} {o.Path} body", Content: o.Operation["requestBody"]?["content"])))
                .Where(c => c.Content?["application/json"]?["example"] is not null)
                .Select(c => (c.Where, c.Content!["application/json"]!)),
        ];

        examples.Should().HaveCountGreaterThan(10);
        foreach ((string where, JsonNode media) in examples)
        {
            (await ErrorsAsync(media["schema"]!, media["example"]!)).Should().BeEmpty(where);
        }
    }

    [Fact]
    public async Task Schema_RefusesWhatIsNotOfItsForm()
    {
        JsonNode schema = ApiSchemas.Reference(nameof(StatusBody));
        JsonNode status = System.Text.Json.JsonSerializer.SerializeToNode(ApiExamples.Running)!;
        status["created_at"] = 5;
        status.AsObject().Remove("task_id");

        (await ErrorsAsync(schema, status)).Should().HaveCountGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Problem_ThatTheAppAnswers_IsOfTheSchema()
    {
        var answers = new List<HttpAnswer>
        {
            await HttpAnswer.OfAsync(HttpAnswer.Request(), _ => Task.FromResult<IActionResult>(Problem.NotFound("There is none."))),
            await HttpAnswer.OfAsync(HttpAnswer.Request(), _ => Task.FromResult<IActionResult>(Problem.Conflict("It goes on.", ("task_id", "creator.video")))),
            await HttpAnswer.OfAsync(HttpAnswer.Request(), _ => Task.FromResult<IActionResult>(Problem.Invalid(new Dictionary<string, string[]> { ["page"] = ["Must be a number."] }))),
        };

        foreach (HttpAnswer answer in answers)
        {
            (await ErrorsAsync(ApiSchemas.Reference(ApiSchemas.Problem), answer.Json)).Should().BeEmpty();
        }
    }

    [Fact]
    public void StartExample_IsARequestThatTheAppTakes() =>
        RequestParser.Parse(BinaryData.FromString(ApiExamples.StartRequest), null, Callbacks.None).Request.CreatorId.Should().Be("my-channel");

    [Fact]
    public void StartSchema_HasTheFieldsThatTheAppTakes()
    {
        Action nonsense = () => RequestParser.Parse(BinaryData.FromString("""{"nonsense": 1}"""), null, Callbacks.None);

        string told = nonsense.Should().Throw<RequestInvalidException>().Which.Errors["nonsense"][0];
        string[] fields = told[(told.IndexOf("Known fields: ", StringComparison.Ordinal) + "Known fields: ".Length)..].TrimEnd('.').Split(", ");
        RunRequestSchema.Create()["properties"]!.AsObject().Select(p => p.Key).Should().BeEquivalentTo(fields);
    }

    [Theory]
    [InlineData("""{"creator_id": "c", "video_id": "video-1"}""")]
    [InlineData("""{"creator_id": "c", "video_id": "video-1", "gender": 0, "duration": 600, "language": "zh", "target_minutes": 120, "music": null}""")]
    [InlineData("""{"creator_id": "c", "video_id": "video"}""")]
    [InlineData("""{"creator_id": "c", "video_id": "video-1", "gender": 2}""")]
    [InlineData("""{"creator_id": "c", "video_id": "video-1", "duration": 29}""")]
    [InlineData("""{"creator_id": "c", "video_id": "video-1", "duration": "60"}""")]
    [InlineData("""{"creator_id": "c", "video_id": "video-1", "image_dir": "../etc"}""")]
    [InlineData("""{"creator_id": "c", "video_id": "video-1", "on_duplicate": "wait"}""")]
    [InlineData("""{"creator_id": "c", "video_id": "video-1", "unknown": 1}""")]
    [InlineData("""{"video_id": "video-1"}""")]
    public async Task StartSchema_TakesWhatTheAppTakesAndRefusesWhatItRefuses(string request)
    {
        bool isTaken = true;
        try
        {
            RequestParser.Parse(BinaryData.FromString(request), null, Callbacks.None);
        }
        catch (RequestInvalidException)
        {
            isTaken = false;
        }

        ICollection<ValidationError> errors = await ErrorsAsync(ApiSchemas.Reference(RunRequestSchema.Name), JsonNode.Parse(request)!);

        (errors.Count == 0).Should().Be(isTaken);
    }

    [Fact]
    public async Task Page_ShowsEveryRouteWithoutAScript()
    {
        HttpAnswer answer = await HttpAnswer.OfAsync(
            HttpAnswer.Request(), r => Task.FromResult(new OpenApiFunctions(Document).GetApiDocs(r)));
        HttpAnswer style = await HttpAnswer.OfAsync(
            HttpAnswer.Request(), r => Task.FromResult(new OpenApiFunctions(Document).GetApiDocsStyle(r)));

        answer.Headers.ContentSecurityPolicy.ToString().Should().Contain("script-src 'self'");
        answer.Text.Should().NotContain("<script").And.NotContain(" style=").And.NotContain("<style");
        Operations().Should().OnlyContain(o => answer.Text.Contains(System.Net.WebUtility.HtmlEncode(o.Path)));
        style.Text.Should().Contain("main {");
    }

    [Fact]
    public async Task Document_IsAnsweredAsItIs()
    {
        HttpAnswer answer = await HttpAnswer.OfAsync(
            HttpAnswer.Request(), r => Task.FromResult(new OpenApiFunctions(Document).GetOpenApi(r)));

        answer.Json["openapi"]!.GetValue<string>().Should().StartWith("3.1");
        answer.Headers.ContentType.ToString().Should().StartWith("application/json");
    }

    private static IEnumerable<(string Function, HttpTriggerAttribute Trigger)> HttpTriggers() => typeof(ApiDocument).Assembly.GetTypes()
        .SelectMany(t => t.GetMethods())
        .SelectMany(m => m.GetParameters())
        .Select(p => (p.Member.Name, Trigger: p.GetCustomAttribute<HttpTriggerAttribute>()))
        .Where(p => p.Trigger is not null)
        .Select(p => (p.Name, p.Trigger!));

    private static (string Verb, string Path, JsonObject Operation)[] Operations() =>
    [
        .. Root["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (o.Key, p.Key, o.Value!.AsObject()))),
    ];

    // what a path is like, whatever its parameters are called
    private static string Shape(string path) => Braces().Replace(path, "{}");

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static async Task<ICollection<ValidationError>> ErrorsAsync(JsonNode schema, JsonNode value)
    {
        var whole = new JsonObject { ["allOf"] = new JsonArray(schema.DeepClone()), ["definitions"] = Root["components"]!["schemas"]!.DeepClone() };
        string text = whole.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal);
        JsonSchema validator = await JsonSchema.FromJsonAsync(text);
        return validator.Validate(value.ToJsonString());
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();

    [GeneratedRegex("\"\\$ref\": \"([^\"]+)\"")]
    private static partial Regex References();
}
