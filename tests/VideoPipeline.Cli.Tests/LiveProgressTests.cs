using Spectre.Console;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Progress;

namespace VideoPipeline.Cli.Tests;

public sealed class LiveProgressTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Draw_StagesInAllStates_ShowsPercentActivityAndElapsedTime()
    {
        StageStatus[] stages =
        [
            new("story", "completed", 100, null, null, Start, Start.AddSeconds(5)),
            new("voice", "running", 40, "chunk [4] of 10", null, Start.AddSeconds(5), null),
            new("export", "pending", 0, null, "the exporter", null, null),
        ];
        var status = new PipelineStatus("ann.moon", "r1", "running", stages, Start, Start, null, null);

        string picture = Render(status, "The server is away.");

        string[] lines = picture.Split('\n');
        lines[0].Should().Contain("story").And.Contain("100 %").And.Contain("0:05").And.Contain("done");
        lines[1].Should().Contain("voice").And.Contain("40 %").And.Contain("1:00").And.Contain("chunk [4] of 10");
        lines[2].Should().Contain("waiting for the exporter");
        picture.Should().Contain("running, 1:05").And.Contain("The server is away.");
    }

    [Fact]
    public async Task ShowWhileAsync_Terminal_DrawsInPlaceAndReturnsTheStatus()
    {
        var writer = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(writer),
        });
        var status = new PipelineStatus("ann.moon", "r1", "completed", [], Start, Start, Start, null);

        PipelineStatus result = await new LiveProgress(console, new InstantTime()).ShowWhileAsync(view =>
        {
            view.ShowOutage("Away.", TimeSpan.FromSeconds(1));
            view.Show(status);
            return Task.FromResult(status);
        });

        result.Should().BeSameAs(status);
        writer.ToString().Should().Contain("Away. Trying again in 1 s.").And.Contain("completed, 0:00").And.Contain("\u001b[");
    }

    private static string Render(PipelineStatus status, string note)
    {
        var writer = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 120;
        console.Write(LiveProgressView.Draw(status, note, Start.AddSeconds(65)));
        return writer.ToString();
    }
}
