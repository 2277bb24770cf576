using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using VideoPipeline.Artifacts;
using VideoPipeline.Drafts;
using VideoPipeline.Export;
using VideoPipeline.Exporter;
using VideoPipeline.Exporter.Gateway;
using VideoPipeline.Exporter.Rendering;
using VideoPipeline.Functions.Edge;
using VideoPipeline.Functions.Events;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Runs;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Limits;
using VideoPipeline.Story;
using VideoPipeline.Voice;
using VideoPipeline.Webhooks;

namespace VideoPipeline.Functions.Tests.Docs;

/// <summary>The table of settings of the operating guide, made of the options classes: names, defaults, and what their doc comments say.</summary>
internal static partial class SettingsTable
{
    private static readonly Assembly[] Ours = [typeof(VoiceOptions).Assembly, typeof(HttpOptions).Assembly, typeof(ExporterOptions).Assembly];

    private static readonly Dictionary<string, XElement> Comments = Ours
        .SelectMany(a => XDocument.Load(Path.ChangeExtension(a.Location, ".xml")).Descendants("member"))
        .DistinctBy(m => m.Attribute("name")!.Value)
        .ToDictionary(m => m.Attribute("name")!.Value);

    /// <summary>The classes by the section that they are bound to.</summary>
    public static IReadOnlyList<(string Section, Type Type)> Sections { get; } =
    [
        ("Artifacts", typeof(ArtifactStoreOptions)),
        ("Drafts", typeof(DraftOptions)),
        ("Events", typeof(EventOptions)),
        ("Exporter", typeof(ExporterClientOptions)),
        ("Exporter", typeof(ExporterOptions)),
        ("Exporter", typeof(RenderOptions)),
        ("Exporter__Gateway", typeof(GatewayOptions)),
        ("Http", typeof(HttpOptions)),
        ("Limits__{kind}__{provider}", typeof(ResourceLimits)),
        ("Runs", typeof(RunOptions)),
        ("Slots", typeof(SlotOptions)),
        ("Starting", typeof(StartingOptions)),
        ("Story", typeof(StoryOptions)),
        ("Voice", typeof(VoiceOptions)),
        ("Webhooks", typeof(WebhookOptions)),
        ("Work", typeof(WorkOptions)),
    ];

    /// <summary>All classes of settings that there are, but for those that only hold others together.</summary>
    public static IEnumerable<Type> AllClasses => Ours.SelectMany(a => a.GetTypes())
        .Where(t => t is { IsClass: true, IsAbstract: false } && t.Name.EndsWith("Options", StringComparison.Ordinal) && t != typeof(LimitsOptions));

    /// <summary>The classes that the table has rows of.</summary>
    public static IEnumerable<Type> Classes => Sections.SelectMany(s => Within(s.Type));

    /// <summary>The table, in Markdown.</summary>
    public static string Create()
    {
        IEnumerable<string> rows = Sections.SelectMany(s => Rows(s.Section, s.Type, Activator.CreateInstance(s.Type)!)).Order(StringComparer.Ordinal);
        return string.Join('\n', ["| Setting | Default | Meaning |", "|---|---|---|", .. rows]) + "\n";
    }

    private static IEnumerable<Type> Within(Type type) =>
        [type, .. Settings(type).Where(p => IsSection(p.PropertyType)).SelectMany(p => Within(p.PropertyType))];

    private static IEnumerable<string> Rows(string section, Type type, object defaults)
    {
        foreach (PropertyInfo property in Settings(type))
        {
            object? value = property.GetValue(defaults);
            if (IsSection(property.PropertyType))
            {
                foreach (string row in Rows($"{section}__{property.Name}", property.PropertyType, value!))
                {
                    yield return row;
                }

                continue;
            }

            string comment = CommentOf(property);
            string name = AppSetting().Match(comment) is { Success: true } named ? named.Groups[1].Value : $"{section}__{property.Name}{(IsList(property) ? "__0" : "")}";
            yield return $"| `{name}` | {Written(value)} | {AppSetting().Replace(comment, "").Replace("|", "\\|", StringComparison.Ordinal).Trim()} |";
        }
    }

    private static IEnumerable<PropertyInfo> Settings(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => (p.SetMethod is { IsPublic: true } || IsList(p)) && p.GetIndexParameters().Length == 0);

    private static bool IsList(PropertyInfo property) => property.PropertyType == typeof(IList<string>);

    private static bool IsSection(Type type) => Ours.Contains(type.Assembly) && type.IsClass;

    // where something lies by default differs between machines: the comment tells
    private static string Written(object? value) => value switch
    {
        null or "" or IList<string> { Count: 0 } => "",
        string path when Path.IsPathRooted(path) => "",
        IEnumerable<string> list => $"`{string.Join(',', list)}`",
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan time => $"`{time:c}`",
        IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => $"`{value}`",
    };

    private static string CommentOf(PropertyInfo property)
    {
        IEnumerable<Type> declaring = [property.DeclaringType!, .. property.DeclaringType!.GetInterfaces()];
        XElement? summary = declaring
            .Select(t => Comments.GetValueOrDefault($"P:{t.FullName!.Replace('+', '.')}.{property.Name}")?.Element("summary"))
            .FirstOrDefault(s => s is not null);
        return summary is null
            ? throw new ValidationException($"{property.DeclaringType}.{property.Name} has no doc comment.")
            : Blanks().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")?.Value.Split('.')[^1]}`",
        _ => "",
    };

    [GeneratedRegex(@"App setting `([A-Z_]+)`\.? ?")]
    private static partial Regex AppSetting();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
