using System.Reflection;

namespace FunctionsSelfHost.Functions;

/// <summary>The app's functions, in the alphabetical order of their names. Names are compared without case.</summary>
internal sealed class FunctionCatalog
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <exception cref="InvalidOperationException">Two functions have one name, or one could not run on the Functions host.</exception>
    public FunctionCatalog(IEnumerable<Type> types, Func<string, bool>? isDisabled = null)
    {
        Functions =
        [
            .. types.SelectMany(t => t.GetMethods(Declared))
                .Select(FunctionDescriptor.Of)
                .OfType<FunctionDescriptor>()
                .Where(f => isDisabled is null || !isDisabled(f.Name))
                .OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase),
        ];
        if (Functions.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"Two functions are named '{twice.Key}'. Names are compared without case.");
        }

        if (Functions.GroupBy(f => (f.Kind, f.TriggerName.ToUpperInvariant())).FirstOrDefault(g => g.Count() > 1) is { } called)
        {
            throw new InvalidOperationException(
                $"The functions {string.Join(" and ", called.Select(f => $"'{f.Name}'"))} are both called by the name '{called.First().TriggerName}'.");
        }
    }

    /// <summary>All functions that are not disabled.</summary>
    public IReadOnlyList<FunctionDescriptor> Functions { get; }

    /// <summary>Finds the functions of an app: those of its assembly, and of the assemblies that it refers to.</summary>
    public static FunctionCatalog OfApp(Assembly app, Func<string, bool> isDisabled)
    {
        string api = typeof(FunctionCatalog).Assembly.GetName().Name!;
        IEnumerable<Assembly> referring = app.GetReferencedAssemblies()
            .Where(name => !IsFramework(name.Name!))
            .Select(Assembly.Load)
            .Where(a => a.GetReferencedAssemblies().Any(r => r.Name == api));
        return new FunctionCatalog(referring.Prepend(app).SelectMany(a => a.GetTypes()).Where(t => t.IsClass), isDisabled);
    }

    /// <summary>The orchestrator of that name, or null.</summary>
    public FunctionDescriptor? FindOrchestrator(string name) => Find(FunctionKind.Orchestration, name);

    /// <summary>The activity of that name, or null.</summary>
    public FunctionDescriptor? FindActivity(string name) => Find(FunctionKind.Activity, name);

    /// <summary>The entity of that name, or null.</summary>
    public FunctionDescriptor? FindEntity(string name) => Find(FunctionKind.Entity, name);

    private FunctionDescriptor? Find(FunctionKind kind, string name) =>
        Functions.FirstOrDefault(f => f.Kind == kind && string.Equals(f.TriggerName, name, StringComparison.OrdinalIgnoreCase));

    private static bool IsFramework(string assembly) =>
        assembly.StartsWith("System.", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.", StringComparison.Ordinal) || assembly is "netstandard" or "mscorlib";
}
