using System.Text.RegularExpressions;
using VideoPipeline.Testing;

namespace VideoPipeline.Tests;

/// <summary>Pages that say which test shows what they claim.</summary>
public sealed partial class NamedTestsTests
{
    [Theory]
    [InlineData("docs/azure.md")]
    [InlineData("docs/concurrency.md")]
    [InlineData("THREATS.md")]
    public void Page_NamesOnlyTestsThatExist(string file)
    {
        string page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, file));
        string[] named = [.. TestName().Matches(page).Select(m => m.Groups[1].Value).Distinct()];
        HashSet<string> existing =
        [
            .. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "tests"), "*.cs", SearchOption.AllDirectories)
                .SelectMany(source => TestMethod().Matches(File.ReadAllText(source)).Select(m => m.Groups[1].Value)),
        ];

        named.Should().NotBeEmpty().And.BeSubsetOf(existing);
    }

    // not the names of environment variables
    [GeneratedRegex("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"public (?:async Task|Task|void) (\w+)\(")]
    private static partial Regex TestMethod();
}
