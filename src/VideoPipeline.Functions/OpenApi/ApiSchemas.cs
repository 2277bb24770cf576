using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Microsoft.AspNetCore.Mvc;

namespace VideoPipeline.Functions.OpenApi;

/// <summary>The schemas of wire records, made from the records themselves. Each has its place among the components.</summary>
internal sealed class ApiSchemas
{
    /// <summary>The name of the schema of problems.</summary>
    public const string Problem = nameof(ProblemDetails);

    private const string Place = "#/components/schemas/";

    private readonly SortedDictionary<string, JsonNode> components = new(StringComparer.Ordinal)
    {
        [RunRequestSchema.Name] = RunRequestSchema.Create(),
        [Problem] = ProblemSchema(),
    };

    /// <summary>The schemas by name.</summary>
    public JsonObject ToComponents() => new(components.Select(c => KeyValuePair.Create<string, JsonNode?>(c.Key, c.Value.DeepClone())));

    /// <summary>A reference to a schema by its name.</summary>
    public static JsonObject Reference(string name) => new() { ["$ref"] = Place + name };

    /// <summary>A reference to a record's schema, which is made when it is not there.</summary>
    public JsonObject Of(Type record)
    {
        if (!components.ContainsKey(record.Name))
        {
            var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Separate };
            JsonNode schema = JsonSerializerOptions.Default.GetJsonSchemaAsNode(record, options);
            components.TryAdd(record.Name, schema);
        }

        return Reference(record.Name);
    }

    // Answers write all their members. Records within a record get a place of their own.
    private JsonNode Separate(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject node || node["properties"] is not JsonObject properties)
        {
            return schema;
        }

        bool mayBeNull = node["type"] is JsonArray;
        node["type"] = "object";
        node["required"] = new JsonArray([.. properties.Select(p => JsonValue.Create(p.Key))]);
        if (context.Path.Length == 0)
        {
            return node;
        }

        string name = context.TypeInfo.Type.Name;
        components.TryAdd(name, node);
        return mayBeNull
            ? new JsonObject { ["anyOf"] = new JsonArray(Reference(name), new JsonObject { ["type"] = "null" }) }
            : Reference(name);
    }

    private static JsonObject ProblemSchema() => new()
    {
        ["type"] = "object",
        ["description"] = "An error, RFC 9457. Further members tell programs what it is about, for example task_id.",
        ["required"] = new JsonArray("title", "status", "detail"),
        ["properties"] = new JsonObject
        {
            ["type"] = new JsonObject { ["type"] = "string" },
            ["title"] = new JsonObject { ["type"] = "string" },
            ["status"] = new JsonObject { ["type"] = "integer" },
            ["detail"] = new JsonObject { ["type"] = "string", ["description"] = "For a person: what is wrong and what to do." },
            ["errors"] = new JsonObject
            {
                ["type"] = "object",
                ["description"] = "With 422: what is wrong with each field.",
                ["additionalProperties"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
            },
        },
    };
}
