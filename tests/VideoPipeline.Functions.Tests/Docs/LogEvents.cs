using System.Reflection;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.Functions.Tests.Docs;

/// <summary>The messages that an assembly logs, with their event IDs.</summary>
internal static class LogEvents
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The messages of an assembly.</summary>
    public static IReadOnlyList<LoggerMessageAttribute> Of(Assembly assembly) =>
        [.. assembly.GetTypes().SelectMany(t => t.GetMethods(Declared)).Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()];

    /// <summary>The rows of the page's table.</summary>
    public static string Table(IEnumerable<Assembly> assemblies) => string.Concat(
        assemblies.SelectMany(Of).OrderBy(e => e.EventId).Select(e => $"| {e.EventId} | {e.Level} | {e.Message.Replace("|", "\\|", StringComparison.Ordinal)} |\n"));
}
