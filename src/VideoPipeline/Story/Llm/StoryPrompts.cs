using System.Security.Cryptography;
using System.Text;

namespace VideoPipeline.Story.Llm;

/// <summary>What models are told to do: the files of the folder <c>Prompts</c>, with <c>{{name}}</c> for what is filled in.</summary>
internal static class StoryPrompts
{
    private static readonly string PlanText = Read("plan");
    private static readonly string RepairText = Read("repair");
    private static readonly string SegmentText = Read("segment");
    private static readonly string DescribeText = Read("describe");

    /// <summary>Changes whenever a prompt does: 8 hex digits.</summary>
    public static string Version { get; } = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', PlanText, RepairText, SegmentText, DescribeText, Read("summary")))))[..8];

    /// <summary>How to sum a story up.</summary>
    public static string Summary { get; } = Read("summary");

    /// <summary>How to plan a story.</summary>
    public static string Plan(string language) => InLanguage(PlanText, language);

    /// <summary>How to write a segment.</summary>
    public static string Segment(string language) => InLanguage(SegmentText, language);

    /// <summary>How to describe a story.</summary>
    public static string Describe(string language) => InLanguage(DescribeText, language);

    /// <summary>What is wrong with an answer.</summary>
    public static string Repair(string problem) => Fill(RepairText, "problem", problem);

    private static string InLanguage(string prompt, string language) =>
        Fill(prompt, "language", language == "zh" ? "simplified Chinese" : "English");

    private static string Fill(string prompt, string name, string value) =>
        prompt.Replace($"{{{{{name}}}}}", value, StringComparison.Ordinal);

    private static string Read(string name)
    {
        using Stream file = typeof(StoryPrompts).Assembly.GetManifestResourceStream(typeof(StoryPrompts), $"Prompts.{name}.md")
            ?? throw new InvalidOperationException($"The prompt {name} is not in the assembly.");
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }
}
