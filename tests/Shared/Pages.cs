using System.Text.RegularExpressions;

namespace VideoPipeline.Testing;

/// <summary>The pages of the repository, and what they have their readers type.</summary>
public static partial class Pages
{
    private static readonly string[] Folders = ["", "docs", "docs/adr", "bench", "infra", "src", "tests"];

    /// <summary>Their paths from the root.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Folders
            .Select(folder => Path.Combine(RepositoryRoot.Path, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.md"))
            .Select(page => Path.GetRelativePath(RepositoryRoot.Path, page))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A page's text.</summary>
    public static string Read(string page) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, page));

    /// <summary>What a page writes as code within its sentences and tables.</summary>
    public static IEnumerable<string> Spans(string page) =>
        Span().Matches(Fence().Replace(Read(page), "")).Select(m => m.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal));

    /// <summary>The commands of a page: of its blocks for a shell, of its indented blocks, and of the code in its sentences.</summary>
    public static IReadOnlyList<PageCommand> Commands(string page)
    {
        string text = Read(page);
        IEnumerable<string> samples = Fence().Matches(text)
            .Where(m => m.Groups[1].Value is "sh" or "bash" or "console")
            .Select(m => m.Groups[2].Value)
            .Concat(Indented().Matches(Fence().Replace(text, "\n")).Select(m => m.Groups[1].Value));
        return
        [
            .. samples.SelectMany(sample => PageCommand.Read(page, isSample: true, sample)).Where(c => c.Words.Count > 0),
            .. Spans(page).SelectMany(span => PageCommand.Read(page, isSample: false, span)).Where(c => c.Words.Count > 0),
        ];
    }

    [GeneratedRegex(@"^ *```(\w*)[^\n]*\n(.*?)^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    // behind an empty line: what is indented in a list is a sentence
    [GeneratedRegex(@"(?<=\n\n)((?: {4}\S[^\n]*\n|\n(?= {4}\S))+)")]
    private static partial Regex Indented();

    [GeneratedRegex("(?<!`)`([^`\n]+)`(?!`)")]
    private static partial Regex Span();
}
