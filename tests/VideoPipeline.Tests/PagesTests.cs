using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using VideoPipeline.Testing;

namespace VideoPipeline.Tests;

/// <summary>The pages of the repository: what they point at is there, and their samples can be read.</summary>
public sealed partial class PagesTests
{
    public static TheoryData<string> Pages { get; } =
    [
        .. new[] { "", "docs", "docs/adr", "bench", "infra", "src", "tests" }
            .Select(folder => Path.Combine(RepositoryRoot.Path, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.md"))
            .Select(page => Path.GetRelativePath(RepositoryRoot.Path, page))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadToFiles(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(RepositoryRoot.Path, page))!;

        IEnumerable<string> broken = Link().Matches(Read(page))
            .Select(m => m.Groups[1].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target)));

        broken.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void FilesOfTheRepository_ThatAreNamed_AreThere(string page)
    {
        IEnumerable<string> missing = RepositoryPath().Matches(Read(page))
            .Select(m => m.Groups[1].Value.TrimEnd('/', '.'))
            .Where(path => !Path.GetFileName(path).StartsWith('.'))  // which the reader makes
            .Where(path => !Path.Exists(Path.Combine(RepositoryRoot.Path, path)));

        missing.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void SamplesOfJson_CanBeRead(string page)
    {
        foreach (Match sample in JsonSample().Matches(Read(page)))
        {
            Action read = () => JsonDocument.Parse(sample.Groups[1].Value).Dispose();

            read.Should().NotThrow(sample.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void SamplesOfShell_AreCommandsOfABash(string page)
    {
        foreach (Match sample in ShellSample().Matches(Read(page)))
        {
            using var bash = Process.Start(new ProcessStartInfo("bash", ["-n", "-c", sample.Groups[1].Value]) { RedirectStandardError = true })!;
            string error = bash.StandardError.ReadToEnd();
            bash.WaitForExit();

            bash.ExitCode.Should().Be(0, "{0}{1}", error, sample.Value);
        }
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, page));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    // not the parts of longer paths, nor patterns and placeholders
    [GeneratedRegex(@"(?<![\w/.~-])((?:src|tests|bench|docs|infra|scripts|samples)/[\w./-]+)(?![\w{*<…/-])")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"```json\s*\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonSample();

    [GeneratedRegex(@"```(?:sh|bash)\s*\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellSample();
}
