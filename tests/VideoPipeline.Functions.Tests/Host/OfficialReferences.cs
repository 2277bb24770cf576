using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Host;

/// <summary>What an assembly refers to in the official namespaces, as lines of official-api.txt: types, members and attributes' properties.</summary>
internal static class OfficialReferences
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlySet<string> Of(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        IEnumerable<string> members = metadata.MemberReferences.Select(handle => Resolve(assembly.ManifestModule, MetadataTokens.GetToken(handle)))
            .Where(m => ApiListing.IsOfficial(m.DeclaringType!))
            .Select(Line);
        IEnumerable<string> types = TypesOf(assembly).Where(ApiListing.IsOfficial).Select(ApiListing.Line);
        return types.Concat(members).Concat(AttributeProperties(assembly)).ToHashSet();
    }

    /// <summary>The types of other assemblies that it refers to.</summary>
    public static IReadOnlySet<Type> TypesOf(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        return file.GetMetadataReader().TypeReferences
            .Select(handle => assembly.ManifestModule.ResolveType(MetadataTokens.GetToken(handle)))
            .ToHashSet();
    }

    // A reference from generic code needs arguments to be read with; which ones does not matter, since the definition is what counts.
    private static MemberInfo Resolve(Module module, int token)
    {
        Type[] any = [.. Enumerable.Repeat(typeof(object), 8)];
        return module.ResolveMember(token, any, any) ?? throw new InvalidOperationException($"The reference {token:x8} leads nowhere.");
    }

    private static string Line(MemberInfo member)
    {
        if (member is not MethodBase method)
        {
            return $"{member.DeclaringType}.{member.Name}";
        }

        if (typeof(Delegate).IsAssignableFrom(method.DeclaringType))
        {
            return ApiListing.DelegateLine(method.DeclaringType);
        }

        MethodBase definition = method.DeclaringType!.IsGenericType ? method.Module.ResolveMethod(method.MetadataToken)! : method;
        return ApiListing.Line(definition is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericMethodDefinition() : definition);
    }

    // [HttpTrigger(Route = "...")] sets a property without a member reference
    private static IEnumerable<string> AttributeProperties(Assembly assembly) => assembly.GetTypes()
        .SelectMany(t => t.GetMethods(All).SelectMany(m => m.GetParameters().SelectMany(p => p.CustomAttributes).Concat(m.CustomAttributes)).Concat(t.CustomAttributes))
        .Where(a => ApiListing.IsOfficial(a.AttributeType))
        .SelectMany(a => a.NamedArguments)
        .Select(n => ApiListing.Line(((PropertyInfo)n.MemberInfo).SetMethod!));
}
