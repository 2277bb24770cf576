using System.Text.RegularExpressions;
using VideoPipeline.Testing;

namespace VideoPipeline.Tests;

public sealed partial class MetricsPageTests
{
    [Fact]
    public void Page_ListsEveryInstrumentAndNoOther()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "metrics.md"));
        string[] listed = [.. Row().Matches(page).Select(m => m.Groups[1].Value)];
        string[] made =
        [
            .. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.cs", SearchOption.AllDirectories)
                .SelectMany(file => Creation().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value)),
        ];

        made.Should().HaveCountGreaterThan(20).And.OnlyHaveUniqueItems();
        listed.Should().BeEquivalentTo(made);
    }

    [Fact]
    public void Alerts_AskForInstrumentsThatAreListed()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "metrics.md"));
        string alerts = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "infra", "modules", "alerts.bicep"));

        string[] asked = [.. AskedFor().Matches(alerts).Select(m => m.Groups[1].Value).Distinct()];

        asked.Should().NotBeEmpty().And.BeSubsetOf(Row().Matches(page).Select(m => m.Groups[1].Value));
    }

    [GeneratedRegex(@"^\| `([a-z_.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("""meter\.Create(?:Observable)?(?:Counter|UpDownCounter|Histogram|Gauge)(?:<\w+>)?\(\s*"([a-z_.]+)""")]
    private static partial Regex Creation();

    [GeneratedRegex("\"(videopipeline[a-z_.]+)\"")]
    private static partial Regex AskedFor();
}
