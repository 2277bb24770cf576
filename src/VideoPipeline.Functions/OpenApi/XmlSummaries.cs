using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace VideoPipeline.Functions.OpenApi;

/// <summary>The summaries of the code's doc comments, which the build writes beside the assembly.</summary>
internal sealed partial class XmlSummaries
{
    private readonly Dictionary<string, string> summaries;

    private XmlSummaries(Dictionary<string, string> summaries) => this.summaries = summaries;

    /// <summary>Those of an assembly; none when its documentation file was not published with it.</summary>
    public static XmlSummaries Of(Assembly app)
    {
        string file = Path.ChangeExtension(app.Location, ".xml");
        return new XmlSummaries(!File.Exists(file) ? [] : XDocument.Load(file).Descendants("member")
            .Where(m => m.Element("summary") is not null)
            .ToDictionary(m => m.Attribute("name")!.Value, m => Text(m.Element("summary")!)));
    }

    /// <summary>What a function does, without the address that its comment begins with.</summary>
    public string Of(MethodInfo function)
    {
        string member = $"M:{function.DeclaringType!.FullName}.{function.Name}(";
        string summary = summaries.FirstOrDefault(s => s.Key.StartsWith(member, StringComparison.Ordinal)).Value ?? function.Name;
        string text = Address().Replace(summary, "");
        return text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : function.Name;
    }

    private static string Text(XElement summary)
    {
        IEnumerable<string> parts = summary.DescendantNodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } see => see.Attribute("cref")?.Value is { } name ? name[(name.LastIndexOf('.') + 1)..] : "",
            _ => "",
        });
        return Blanks().Replace(string.Concat(parts), " ").Trim();
    }

    [GeneratedRegex(@"^([A-Z]+ )?/\S*: ")]
    private static partial Regex Address();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
