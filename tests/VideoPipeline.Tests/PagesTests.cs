using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using VideoPipeline.Testing;

namespace VideoPipeline.Tests;

/// <summary>The pages of the repository: what they point at is there, and their samples can be read.</summary>
public sealed partial class PagesTests
{
    // paths of the sources of tests, each with its content: a filter is part of a test's full name
    private static readonly Lazy<string[]> Tests = new(() => [.. Files("tests", "*.cs").Select(f => $"{f} {File.ReadAllText(f)}")]);
    private static readonly Lazy<string[]> Projects = new(() =>
        [.. Files(".", "*.csproj").Select(f => Path.GetFileNameWithoutExtension(f))]);

    private static readonly Lazy<string> BuildFiles = new(() => Text([.. Files(".", "*.csproj"), .. Files(".", "*.props")]));
    private static readonly Lazy<string> Infrastructure = new(() =>
        Text([.. Files("infra", "*.bicepparam"), .. Files("infra/hooks", "*.sh")]));

    private static readonly Lazy<string[]> NpmScripts = new(() =>
    [
        .. JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src/VideoPipeline.Dashboard/package.json")))
            .RootElement.GetProperty("scripts").EnumerateObject().Select(s => s.Name),
    ]);

    public static TheoryData<string> All { get; } = [.. Pages.All];

    [Theory]
    [MemberData(nameof(All))]
    public void Links_LeadToFiles(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(RepositoryRoot.Path, page))!;

        IEnumerable<string> broken = Link().Matches(Pages.Read(page))
            .Select(m => m.Groups[1].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target)));

        broken.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void FilesOfTheRepository_ThatAreNamed_AreThere(string page)
    {
        IEnumerable<string> missing = RepositoryPath().Matches(Pages.Read(page))
            .Select(m => m.Groups[1].Value.TrimEnd('/', '.'))
            .Where(path => !Path.GetFileName(path).StartsWith('.'))  // which the reader makes
            .Where(path => !Path.Exists(Path.Combine(RepositoryRoot.Path, path)));

        missing.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void SamplesOfJson_CanBeRead(string page)
    {
        foreach (Match sample in JsonSample().Matches(Pages.Read(page)))
        {
            Action read = () => JsonDocument.Parse(sample.Groups[1].Value).Dispose();

            read.Should().NotThrow(sample.Value);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void SamplesOfShell_AreCommandsOfABash(string page)
    {
        foreach (Match sample in ShellSample().Matches(Pages.Read(page)))
        {
            using var bash = Process.Start(new ProcessStartInfo("bash", ["-n", "-c", sample.Groups[1].Value]) { RedirectStandardError = true })!;
            string error = bash.StandardError.ReadToEnd();
            bash.WaitForExit();

            bash.ExitCode.Should().Be(0, "{0}{1}", error, sample.Value);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Scripts_AreCalledAsTheirUsageSays(string page)
    {
        foreach (PageCommand command in Pages.Commands(page).Where(c => c.Words[0].EndsWith(".sh", StringComparison.Ordinal)))
        {
            string script = Path.Combine(RepositoryRoot.Path, command.Words[0]);
            string[] known = File.Exists(script) ? UsagesOf(script) : [];

            File.Exists(script).Should().BeTrue(command.ToString());
            command.Arguments.Select(a => a.Trim('[', ']'))
                .Should().OnlyContain(a => known.Contains(a) || (!a.StartsWith('-') && known.Any(IsPlaceholder)), command.ToString());
        }
    }

    // a soak's name is part of its test's
    [Theory]
    [MemberData(nameof(All))]
    public void Soaks_ThatAreNamed_AreThere(string page) => Pages.Commands(page)
        .Where(c => c.Words[0] == "scripts/soak.sh")
        .SelectMany(c => c.Arguments.Where(a => !IsPlaceholder(a.Trim('[', ']'))))
        .Should().OnlyContain(
            name => Tests.Value.Any(t => t.Contains("Soak", StringComparison.Ordinal) && t.Contains(name, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(All))]
    public void DotnetCommands_NameProjectsTestsAndPropertiesThatExist(string page)
    {
        foreach (PageCommand command in Pages.Commands(page).Where(c => c.Words[0] == "dotnet"))
        {
            string[] words = [.. command.Arguments.TakeWhile(a => a != "--")];

            words.Where(w => ProjectPath().IsMatch(w)).Should().OnlyContain(
                w => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, w), "*.csproj").Any(), command.ToString());
            words.Where(w => w.EndsWith(".dll", StringComparison.Ordinal)).Should().OnlyContain(
                w => Projects.Value.Contains(Path.GetFileNameWithoutExtension(w)), command.ToString());
            words.Zip(words.Skip(1)).Where(p => p.First == "--filter").Select(p => p.Second.Split('~')[^1]).Should().OnlyContain(
                name => Tests.Value.Any(t => t.Contains(name, StringComparison.Ordinal)), command.ToString());
            words.Select(w => Property().Match(w)).Where(m => m.Success).Should().OnlyContain(
                m => BuildFiles.Value.Contains($"$({m.Groups[1].Value})"), command.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void OtherTools_AreGivenWhatTheRepositoryHas(string page)
    {
        IReadOnlyList<PageCommand> commands = Pages.Commands(page);

        commands.Where(c => c.Words is ["npm", "run", ..]).Should().OnlyContain(c => NpmScripts.Value.Contains(c.Words[2]));
        commands.Where(c => c.Words is ["azd", "env", "set", _, ..]).Should().OnlyContain(c => Infrastructure.Value.Contains(c.Words[3]));
        commands.Where(c => c.Words is ["docker", "compose", "-f", ..]).Should().OnlyContain(c => ComposeHas(c));
    }

    private static bool ComposeHas(PageCommand command)
    {
        string file = File.ReadAllText(Path.Combine(RepositoryRoot.Path, command.Words[3]));
        return command.Words.Zip(command.Words.Skip(1))
            .Where(p => p.First == "--profile")
            .All(p => file.Contains($"profiles: [{p.Second}]", StringComparison.Ordinal));
    }

    // the words behind a script's name in what it says of its use
    private static string[] UsagesOf(string script)
    {
        string name = Path.GetFileName(script);
        return
        [
            .. File.ReadLines(script)
                .Select(line => Regex.Match(line, $@"(?:usage: |^scripts/){Regex.Escape(name)}((?: [^ ]+)*)").Groups[1].Value)
                .SelectMany(usage => usage.Split([' ', '[', ']', '|', '.'], StringSplitOptions.RemoveEmptyEntries)),
        ];
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/") && !f.Contains("/bin/") && !f.Contains("/node_modules/"));

    private static string Text(IEnumerable<string> files) => string.Concat(files.Select(File.ReadAllText));

    private static bool IsPlaceholder(string word) => word.Length > 1 && word.All(char.IsAsciiLetterUpper);

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    // not the parts of longer paths, nor patterns and placeholders
    [GeneratedRegex(@"(?<![\w/.~-])((?:src|tests|bench|docs|infra|scripts|samples)/[\w./-]+)(?![\w{*<…/-])")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"```json\s*\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonSample();

    [GeneratedRegex(@"^(src|tests|bench)/[\w.]+/?$")]
    private static partial Regex ProjectPath();

    [GeneratedRegex(@"^-p:(\w+)=")]
    private static partial Regex Property();

    [GeneratedRegex(@"```(?:sh|bash)\s*\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellSample();
}
