using System.Text.Json.Nodes;

namespace Infrastructure.Tests;

/// <summary>The compiled template: what Azure Resource Manager gets, with the templates of all modules in it.</summary>
public sealed class CompiledTemplate : IAsyncLifetime
{
    private JsonNode root = new JsonObject();

    /// <summary>All resources of a type, over all modules.</summary>
    public IEnumerable<JsonNode> Resources(string type) =>
        Templates(root).SelectMany(ResourcesOf).Where(r => r["type"]!.GetValue<string>() == type && r["existing"]?.GetValue<bool>() != true);

    /// <summary>All outputs, over all modules: name and declaration.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Outputs() =>
        Templates(root).SelectMany(t => t["outputs"] is JsonObject outputs ? outputs.AsEnumerable() : []);

    /// <summary>All parameters, over all modules: name and declaration.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Parameters() =>
        Templates(root).SelectMany(t => t["parameters"] is JsonObject parameters ? parameters.AsEnumerable() : []);

    /// <summary>The whole of it.</summary>
    public string Text => root.ToJsonString();

    public async Task InitializeAsync()
    {
        BicepAnswer answer = await Bicep.RunAsync("build", "main.bicep", "--stdout");
        answer.Complaints.Should().BeEmpty();
        root = JsonNode.Parse(answer.Output)!;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static IEnumerable<JsonNode> Templates(JsonNode template) =>
        ResourcesOf(template)
            .Where(r => r["type"]!.GetValue<string>() == "Microsoft.Resources/deployments")
            .SelectMany(r => Templates(r["properties"]!["template"]!))
            .Prepend(template);

    private static IEnumerable<JsonNode> ResourcesOf(JsonNode template) =>
        template["resources"] is JsonObject named ? named.Select(r => r.Value!) : template["resources"]!.AsArray().Select(r => r!);
}
