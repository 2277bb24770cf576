using System.Text.RegularExpressions;
using VideoPipeline.Testing;

namespace VideoPipeline.Tests;

public sealed partial class ConcurrencyPageTests
{
    [Fact]
    public void Page_NamesOnlyTestsThatExist()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "concurrency.md"));
        string[] named = [.. TestName().Matches(page).Select(m => m.Groups[1].Value).Distinct()];
        HashSet<string> existing =
        [
            .. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "tests"), "*.cs", SearchOption.AllDirectories)
                .SelectMany(file => TestMethod().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value)),
        ];

        named.Should().NotBeEmpty().And.BeSubsetOf(existing);
    }

    [GeneratedRegex("`([A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"public (?:async Task|Task|void) (\w+)\(")]
    private static partial Regex TestMethod();
}
