using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Api;

namespace VideoPipeline.Functions.OpenApi;

/// <summary>The OpenAPI 3.1 document of the app: its functions by reflection, their doc comments, their records and <see cref="ApiCatalog"/>.</summary>
public sealed class ApiDocument
{
    private const string KeyScheme = "key";

    private static readonly Dictionary<string, string> PathParameters = new(StringComparer.Ordinal)
    {
        ["task_id"] = "The task, as the start answered it.",
        ["run_id"] = "The run, as the start answered it.",
        ["video_id"] = "The source video.",
        ["name"] = "The file's name, for example story.txt or pictures/1.jpg.",
    };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ApiSchemas schemas = new();
    private readonly XmlSummaries summaries;

    /// <summary>Makes the document of this app.</summary>
    public ApiDocument()
        : this(typeof(ApiDocument).Assembly)
    {
    }

    private ApiDocument(Assembly app)
    {
        summaries = XmlSummaries.Of(app);
        ApiRoute[] routes = [.. ApiRoute.Of(app).Where(r => !ApiCatalog.Rest.Contains(r.Function))];
        var paths = new JsonObject();
        foreach (IGrouping<string, ApiRoute> path in routes.GroupBy(r => r.Path))
        {
            paths[path.Key] = new JsonObject(path.SelectMany(
                route => route.Verbs.Select(verb => KeyValuePair.Create<string, JsonNode?>(verb, Operation(route, verb)))));
        }

        Root = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "VideoPipeline",
                ["version"] = app.GetName().Version!.ToString(3),
                ["description"] = "Turns transcripts into narrated videos. Errors are problems of RFC 9457; times are ISO 8601 in UTC.",
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.ToComponents(),
                ["securitySchemes"] = new JsonObject
                {
                    [KeyScheme] = new JsonObject
                    {
                        ["type"] = "apiKey",
                        ["in"] = "header",
                        ["name"] = "x-functions-key",
                        ["description"] = "A function key. A self-host without keys, on loopback, asks for none.",
                    },
                },
            },
        };
        Json = Root.ToJsonString(Indented);
    }

    /// <summary>The document as text.</summary>
    public string Json { get; }

    /// <summary>The document. It is not to be changed.</summary>
    internal JsonObject Root { get; }

    private JsonObject Operation(ApiRoute route, string verb)
    {
        // a function that the catalog does not know yet is told with what its signature tells
        ApiOperation known = ApiCatalog.Operations.GetValueOrDefault(route.Function) ?? new ApiOperation("More", new ApiAnswer(200, "Done."));
        bool isHead = verb == "head";
        var operation = new JsonObject
        {
            ["operationId"] = route.Verbs.Count == 1 || verb == route.Verbs[0] ? route.Function : $"{route.Function}_{verb}",
            ["tags"] = new JsonArray(known.Group),
            ["summary"] = known.Summary ?? summaries.Of(route.Method),
            ["parameters"] = new JsonArray([.. route.PathParameters.Select(PathParameter), .. known.Parameters.Select(Parameter)]),
            ["responses"] = new JsonObject(known.Answers.Concat(Everywhere(route)).DistinctBy(a => a.Status).OrderBy(a => a.Status).Select(
                a => KeyValuePair.Create<string, JsonNode?>($"{a.Status}", Response(a, isHead)))),
            ["security"] = route.Trigger.AuthLevel == AuthorizationLevel.Anonymous
                ? new JsonArray()
                : new JsonArray(new JsonObject { [KeyScheme] = new JsonArray() }),
        };
        if (known.Body is { } body)
        {
            operation["requestBody"] = new JsonObject { ["required"] = !body.IsOptional, ["content"] = Content(body) };
        }

        return operation;
    }

    // what is answered before a function is asked
    private static IEnumerable<ApiAnswer> Everywhere(ApiRoute route)
    {
        if (route.Trigger.AuthLevel != AuthorizationLevel.Anonymous)
        {
            yield return new ApiAnswer(401, "A key is missing or wrong.") { IsEmpty = true };
        }

        if (route.Function != nameof(HealthFunctions.GetHealth))
        {
            yield return new ApiAnswer(429, "This client sends too many requests: the header Retry-After tells when to come again.");
        }
    }

    private static JsonObject PathParameter(string name) => new()
    {
        ["name"] = name,
        ["in"] = "path",
        ["required"] = true,
        ["description"] = PathParameters.GetValueOrDefault(name, "Part of the address."),
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonNode Parameter(ApiParameter parameter) => new JsonObject
    {
        ["name"] = parameter.Name,
        ["in"] = parameter.Place,
        ["description"] = parameter.Description,
        ["schema"] = new JsonObject { ["type"] = parameter.Type },
    };

    private JsonObject Response(ApiAnswer answer, bool isHead)
    {
        var response = new JsonObject { ["description"] = answer.Meaning };
        if (answer.Content is { } content && !isHead)
        {
            response["content"] = Content(content);
        }
        else if (answer.Status >= 400 && !answer.IsEmpty && !isHead)
        {
            response["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = ApiSchemas.Reference(ApiSchemas.Problem) } };
        }

        return response;
    }

    private JsonObject Content(ApiContent content)
    {
        var media = new JsonObject();
        if (content.Type == typeof(RunRequestSchema))
        {
            media["schema"] = content.IsBatch ? Requests() : ApiSchemas.Reference(RunRequestSchema.Name);
            media["example"] = JsonNode.Parse((string)content.Example!);
        }
        else if (content.Type == typeof(RetryBody))
        {
            media["schema"] = Retry();
            media["example"] = JsonNode.Parse((string)content.Example!);
        }
        else if (content.Type is { } record)
        {
            media["schema"] = schemas.Of(record);
            media["example"] = JsonSerializer.SerializeToNode(content.Example, record);
        }
        else
        {
            media["schema"] = content.MediaType switch
            {
                "multipart/form-data" => TranscriptForm(),
                "application/json" => new JsonObject { ["type"] = "object" },
                ApiContent.Any => [],
                _ => new JsonObject { ["type"] = "string" },
            };
            if (content.Example is string text)
            {
                media["example"] = text;
            }
        }

        return new JsonObject { [content.MediaType] = media };
    }

    private static JsonObject Requests() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("requests"),
        ["properties"] = new JsonObject
        {
            ["requests"] = new JsonObject
            {
                ["type"] = "array",
                ["minItems"] = 1,
                ["maxItems"] = 500,
                ["items"] = ApiSchemas.Reference(RunRequestSchema.Name),
            },
        },
    };

    private static JsonObject Retry() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            ["from_stage"] = new JsonObject { ["enum"] = new JsonArray("story", "voice", "draft", "export", null) },
        },
    };

    private static JsonObject TranscriptForm() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("task_id", "file"),
        ["properties"] = new JsonObject
        {
            ["task_id"] = new JsonObject { ["type"] = "string" },
            ["file"] = new JsonObject { ["type"] = "string", ["contentMediaType"] = "text/plain" },
        },
    };
}
