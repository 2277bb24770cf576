using System.Text.RegularExpressions;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Docs;

/// <summary>The page of troubles has every code and every title that the code answers, and no other code.</summary>
public sealed partial class TroubleshootingPageTests
{
    private static readonly string[] Sources =
    [
        .. ((string[])["VideoPipeline", "VideoPipeline.Functions"])
            .SelectMany(p => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", p), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText),
    ];

    private static string Page { get; } = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "troubleshooting.md"));

    [Fact]
    public void Page_HasEveryFailureCodeAndNoOther()
    {
        IEnumerable<string> codes = Sources.SelectMany(s => FailureCode().Matches(s)).Select(m => m.Groups[1].Value + m.Groups[2].Value).Distinct();

        CodeHeading().Matches(Page).Select(m => m.Groups[1].Value).Should().BeEquivalentTo(codes);
    }

    [Fact]
    public void Page_HasEveryTitleOfAProblem()
    {
        string[] titles = [.. Sources.SelectMany(s => ProblemTitle().Matches(s)).Select(m => m.Groups[1].Value + m.Groups[2].Value).Distinct()];

        titles.Should().HaveCountGreaterThan(5);
        titles.Should().OnlyContain(t => Page.Contains($"| {t} |"));
    }

    [GeneratedRegex("""Code (?:=>|=) "([a-z-]+)";|new\(\s*"([a-z]+(?:-[a-z]+)*)", "The run """)]
    private static partial Regex FailureCode();

    [GeneratedRegex("""^### `([a-z-]+)`""", RegexOptions.Multiline)]
    private static partial Regex CodeHeading();

    [GeneratedRegex("""Status\d{3}\w+, "([A-Z][a-z ]+)"|Title = "([A-Z][a-z ]+)""")]
    private static partial Regex ProblemTitle();
}
