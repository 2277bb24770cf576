using System.Reflection;
using FunctionsSelfHost.Engine.Telemetry;
using VideoPipeline.Exporter.Telemetry;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Telemetry;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Docs;

/// <summary>Event IDs of the logs, and the page's table of them. <c>UPDATE_DOCS=1 dotnet test … --filter LogEvents</c> writes it anew.</summary>
public sealed class LogEventsTests
{
    private const string Begin = "<!-- events: made from the code, see CONTRIBUTING.md -->\n\n| Event ID | Level | Message |\n|---|---|---|\n";
    private const string End = "\n<!-- events: end -->";

    // each has a thousand of its own, so that no two programs share an ID
    private static readonly Assembly[] InOrder =
        [typeof(PipelineMetrics).Assembly, typeof(PipelineStarter).Assembly, typeof(ExporterTelemetry).Assembly, typeof(EngineTracing).Assembly];

    private static string Page { get; } = Path.Combine(RepositoryRoot.Path, "docs", "metrics.md");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void EventIds_OfAnAssembly_AreItsOwnAndUnique(int thousand)
    {
        int[] ids = [.. LogEvents.Of(InOrder[thousand - 1]).Select(e => e.EventId)];

        ids.Should().NotBeEmpty().And.OnlyHaveUniqueItems().And.OnlyContain(id => id / 1000 == thousand);
    }

    [Fact]
    public async Task Events_OfThePage_AreThoseOfTheCode()
    {
        string text = await File.ReadAllTextAsync(Page);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        string table = LogEvents.Table(InOrder);

        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(Page, text[..begin] + table + text[end..]);
            return;
        }

        text[begin..end].Should().Be(table, "UPDATE_DOCS=1 dotnet test tests/VideoPipeline.Functions.Tests --filter LogEvents writes it anew");
    }
}
