using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace VideoPipeline.Story.Llm;

/// <summary>
/// What models are told to do: the files of the folder <c>Prompts</c>, with <c>{{name}}</c> for what is filled in. A file of the same name in
/// the folder that <c>Story:Prompts</c> names takes the place of ours.
/// </summary>
internal sealed partial class StoryPrompts
{
    // what each may have filled in
    private static readonly Dictionary<string, string[]> Places = new(StringComparer.Ordinal)
    {
        ["plan"] = ["language", "length"],
        ["hook"] = ["language"],
        ["segment"] = ["language", "length"],
        ["polish"] = ["language"],
        ["summary"] = [],
        ["describe"] = ["language"],
        ["repair"] = ["problem"],
        ["repair-text"] = ["problem"],
    };

    private readonly Dictionary<string, string> texts;

    /// <summary>Reads the prompts.</summary>
    /// <param name="folder">The folder with prompts that take the place of ours; empty for none.</param>
    public StoryPrompts(string folder)
    {
        texts = Places.Keys.ToDictionary(n => n, n => ReadOverride(folder, n) ?? ReadOurs(n), StringComparer.Ordinal);
        string all = string.Join('\0', texts.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}"));
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..8];
    }

    /// <summary>Changes whenever a prompt does: 8 hex digits.</summary>
    public string Version { get; }

    /// <summary>How to sum a story up.</summary>
    public string Summary => texts["summary"];

    /// <summary>How to plan a story.</summary>
    public string Plan(string language, string length) => Fill("plan", ("language", NameOf(language)), ("length", length));

    /// <summary>How to open a story.</summary>
    public string Hook(string language) => Fill("hook", ("language", NameOf(language)));

    /// <summary>How to write a segment.</summary>
    public string Segment(string language, string length) => Fill("segment", ("language", NameOf(language)), ("length", length));

    /// <summary>How to polish a story.</summary>
    public string Polish(string language) => Fill("polish", ("language", NameOf(language)));

    /// <summary>How to describe a story.</summary>
    public string Describe(string language) => Fill("describe", ("language", NameOf(language)));

    /// <summary>What is wrong with an answer that was to be JSON.</summary>
    public string Repair(string problem) => Fill("repair", ("problem", problem));

    /// <summary>What is wrong with an answer that was to be text.</summary>
    public string RepairText(string problem) => Fill("repair-text", ("problem", problem));

    /// <summary>What is wrong with a folder of prompts; one sentence each.</summary>
    public static IEnumerable<string> Problems(string folder)
    {
        if (folder.Length > 0 && !Directory.Exists(folder))
        {
            yield return $"Story:Prompts names the folder {folder}, which does not exist.";
            yield break;
        }

        foreach (string path in folder.Length > 0 ? Directory.EnumerateFiles(folder, "*.md") : [])
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (!Places.TryGetValue(name, out string[]? known))
            {
                yield return $"Story:Prompts has the file {name}.md, which is no prompt. Prompts: {string.Join(", ", Places.Keys)}.";
                continue;
            }

            string text = File.ReadAllText(path);
            foreach (string place in Place().Matches(text).Select(m => m.Groups[1].Value).Where(p => !known.Contains(p)))
            {
                yield return $"{name}.md of Story:Prompts has {{{{{place}}}}}, which nothing fills in. It may have: {string.Join(", ", known)}.";
            }

            if (string.IsNullOrWhiteSpace(text))
            {
                yield return $"{name}.md of Story:Prompts is empty. Write the prompt, or remove the file to use ours.";
            }
        }
    }

    private static string NameOf(string language) => language == "zh" ? "simplified Chinese" : "English";

    private string Fill(string name, params (string Place, string Value)[] values) =>
        values.Aggregate(texts[name], (text, v) => text.Replace($"{{{{{v.Place}}}}}", v.Value, StringComparison.Ordinal));

    private static string? ReadOverride(string folder, string name) =>
        folder.Length > 0 && Path.Combine(folder, $"{name}.md") is var path && File.Exists(path) ? Clean(File.ReadAllText(path)) : null;

    private static string ReadOurs(string name)
    {
        using Stream file = typeof(StoryPrompts).Assembly.GetManifestResourceStream(typeof(StoryPrompts), $"Prompts.{name}.md")
            ?? throw new InvalidOperationException($"The prompt {name} is not in the assembly.");
        using var reader = new StreamReader(file, Encoding.UTF8);
        return Clean(reader.ReadToEnd());
    }

    private static string Clean(string text) => text.ReplaceLineEndings("\n").Trim();

    [GeneratedRegex(@"\{\{([^{}]*)\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
