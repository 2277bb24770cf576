using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace VideoPipeline.Functions.OpenApi;

/// <summary>An HTTP function as the code declares it.</summary>
/// <param name="Function">Its name.</param>
/// <param name="Method">The method that it is.</param>
/// <param name="Trigger">Its trigger.</param>
internal sealed partial record ApiRoute(string Function, MethodInfo Method, HttpTriggerAttribute Trigger)
{
    // what a function without methods is documented for: it takes any
    private static readonly string[] AnyVerb = ["get", "post", "put", "delete"];

    /// <summary>The verbs that it takes, in lower case.</summary>
    public IReadOnlyList<string> Verbs => Trigger.Methods is { Length: > 0 } verbs ? [.. verbs.Select(v => v.ToLowerInvariant())] : AnyVerb;

    /// <summary>Its path as the document writes it, <c>/api/pipeline/status/{task_id}</c>.</summary>
    public string Path => "/" + Parameter().Replace(Trigger.Route ?? Function, m => $"{{{SnakeCase(m.Groups[1].Value)}}}");

    /// <summary>The names in its path, in order.</summary>
    public IEnumerable<string> PathParameters => Parameter().Matches(Trigger.Route ?? "").Select(m => SnakeCase(m.Groups[1].Value));

    /// <summary>All HTTP functions of an assembly, in the order of their paths.</summary>
    public static IReadOnlyList<ApiRoute> Of(Assembly app) =>
    [
        .. app.GetExportedTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => (Method: method, Name: method.GetCustomAttribute<FunctionAttribute>()?.Name, Trigger: TriggerOf(method)))
            .Where(f => f.Name is not null && f.Trigger is not null)
            .Select(f => new ApiRoute(f.Name!, f.Method, f.Trigger!))
            .OrderBy(r => r.Path, StringComparer.Ordinal)
            .ThenBy(r => r.Function, StringComparer.Ordinal),
    ];

    private static HttpTriggerAttribute? TriggerOf(MethodInfo method) =>
        method.GetParameters().Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(t => t is not null);

    private static string SnakeCase(string name) => Capital().Replace(name, m => $"_{char.ToLowerInvariant(m.Value[0])}");

    [GeneratedRegex(@"\{\*{0,2}(\w+)\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
