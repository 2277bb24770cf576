using System.Reflection;
using System.Text;

namespace VideoPipeline.Testing;

/// <summary>Writes the members of assemblies as the lines of official-api.txt.</summary>
public static class ApiListing
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly HashSet<string> OfficialNamespaces = ["Microsoft.Azure.Functions", "Microsoft.DurableTask"];

    private static readonly HashSet<string> Synthesized =
        ["PrintMembers", "ToString", "GetHashCode", "Equals", "op_Equality", "op_Inequality", "get_EqualityContract"];

    /// <summary>The lines of official-api.txt.</summary>
    public static IReadOnlySet<string> Official { get; } = File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests", "Shared", "official-api.txt"))
        .Where(line => line.Length > 0 && !line.StartsWith('#'))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>True for a type whose namespace belongs to the official packages, and for the few that they have in other namespaces.</summary>
    public static bool IsOfficial(Type type) =>
        OfficialNamespaces.Any(n => (type.Namespace ?? "").StartsWith(n, StringComparison.Ordinal)) || Official.Contains(Line(type));

    /// <summary>The public surface of types.</summary>
    public static IEnumerable<string> Lines(IEnumerable<Type> types) => types.Where(IsVisible).SelectMany(Lines).Distinct();

    /// <summary>The line of a method or constructor.</summary>
    public static string Line(MethodBase method) => method is MethodInfo m
        ? $"{Modifiers(m)}{Name(m.ReturnType)} {Name(m.DeclaringType!)}.{m.Name}{Generics(m)}({Parameters(m)})"
        : $"{Modifiers(method)}{Name(method.DeclaringType!)}({Parameters(method)})";

    /// <summary>The line of a type.</summary>
    public static string Line(Type type) => $"{Kind(type)} {Name(type)}{Base(type)}";

    /// <summary>The line of a delegate's call.</summary>
    public static string DelegateLine(Type type)
    {
        MethodInfo invoke = type.GetMethod("Invoke")!;
        return $"delegate {Name(invoke.ReturnType)} {Name(type)}({Parameters(invoke)})";
    }

    private static IEnumerable<string> Lines(Type type)
    {
        yield return Line(type);
        if (type.IsEnum)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
            {
                yield return $"{Name(type)}.{field.Name} = {field.GetRawConstantValue()}";
            }

            yield break;
        }

        if (IsDelegate(type))
        {
            yield return DelegateLine(type);
            yield break;
        }

        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(IsVisible))
        {
            yield return Line(constructor);
        }

        foreach (MethodInfo method in type.GetMethods(Declared).Where(m => IsVisible(m) && !m.Name.Contains('<') && !Synthesized.Contains(m.Name)))
        {
            yield return Line(method);
        }

        foreach (FieldInfo field in type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly))
        {
            yield return $"{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {Name(type)}.{field.Name}";
        }
    }

    private static bool IsVisible(Type type) =>
        (type.IsPublic || type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && (type.DeclaringType is null || IsVisible(type.DeclaringType));

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsDelegate(Type type) => type.BaseType?.FullName == "System.MulticastDelegate";

    private static string Kind(Type type) =>
        type.IsInterface ? "interface"
        : type.IsEnum ? "enum"
        : type.IsValueType ? "struct"
        : IsDelegate(type) ? "delegate"
        : type.IsAbstract && type.IsSealed ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static string Base(Type type) =>
        type.IsEnum || type.IsInterface || type.IsValueType || IsDelegate(type) || type.BaseType is null or { FullName: "System.Object" }
            ? ""
            : " : " + Name(type.BaseType);

    private static string Modifiers(MethodBase method)
    {
        var text = new StringBuilder(method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "");
        bool isInInterface = method.DeclaringType is { IsInterface: true };
        if (method.IsStatic)
        {
            text.Append("static ");
        }

        if (method.IsAbstract && !isInInterface)
        {
            text.Append("abstract ");
        }
        else if (method is MethodInfo { IsVirtual: true, IsFinal: false } && !isInInterface)
        {
            text.Append((method.Attributes & MethodAttributes.NewSlot) != 0 ? "virtual " : "override ");
        }

        return text.ToString();
    }

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{(p.IsOut ? "out " : p.ParameterType.IsByRef ? "ref " : "")}{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = " + Default(p) : "")}"));

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => parameter.ParameterType.IsValueType ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        var value => value.ToString()!,
    };

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1")
        {
            return Name(type.GetGenericArguments()[0]) + "?";
        }

        string outer = type.DeclaringType is { } declaring ? Name(declaring) + "." : type.Namespace is { Length: > 0 } space ? space + "." : "";
        Type[] arguments = type.IsGenericType ? type.GetGenericArguments()[(type.DeclaringType?.GetGenericArguments().Length ?? 0)..] : [];
        return outer + type.Name.Split('`')[0]
            + (arguments.Length > 0 && type.Name.Contains('`') ? $"<{string.Join(", ", arguments.Select(Name))}>" : "");
    }
}
