using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Docs;

/// <summary>The operating guide's table of settings is that of the code. <c>UPDATE_DOCS=1 dotnet test … --filter OperationsPage</c> writes it anew.</summary>
public sealed class OperationsPageTests
{
    private const string Begin = "<!-- settings: made from the code, see CONTRIBUTING.md -->\n\n";
    private const string End = "\n<!-- settings: end -->";

    private static string Page { get; } = Path.Combine(RepositoryRoot.Path, "docs", "operations.md");

    [Fact]
    public async Task Settings_AreThoseOfTheCode()
    {
        string text = await File.ReadAllTextAsync(Page);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        string table = SettingsTable.Create();

        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(Page, text[..begin] + table + text[end..]);
            return;
        }

        text[begin..end].Should().Be(table, "UPDATE_DOCS=1 dotnet test tests/VideoPipeline.Functions.Tests --filter OperationsPage writes it anew");
    }

    [Fact]
    public void Settings_HaveAllClassesOfTheCode() => SettingsTable.Classes.Should().Contain(SettingsTable.AllClasses);
}
