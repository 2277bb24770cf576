using Spectre.Console;
using Spectre.Console.Rendering;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Progress;

/// <summary>Draws one watch of <see cref="LiveProgress"/>.</summary>
internal sealed class LiveProgressView(LiveDisplayContext context, TimeProvider time) : IProgressView
{
    private const int BarWidth = 24;

    private PipelineStatus? latest;

    public void Show(PipelineStatus status)
    {
        latest = status;
        context.UpdateTarget(Draw(status, note: null, time.GetUtcNow()));
    }

    public void ShowOutage(string reason, TimeSpan retryIn)
    {
        string note = $"{reason} Trying again in {retryIn.TotalSeconds:0} s.";
        context.UpdateTarget(latest is null ? new Text(note) : Draw(latest, note, time.GetUtcNow()));
    }

    /// <summary>The picture of a status.</summary>
    /// <param name="note">A line below the table.</param>
    internal static IRenderable Draw(PipelineStatus status, string? note, DateTimeOffset now)
    {
        var grid = new Grid().AddColumns(
            new GridColumn().NoWrap(), new GridColumn().NoWrap(), new GridColumn().NoWrap().RightAligned(), new GridColumn().NoWrap().RightAligned(), new GridColumn());
        foreach (StageStatus stage in status.Stages ?? [])
        {
            double percent = stage.State == "completed" ? 100 : Math.Clamp(stage.Percent ?? 0, 0, 100);
            string elapsed = stage.Elapsed(now) is { } duration ? StageText.Duration(duration) : "";
            grid.AddRow(
                new Text(stage.Name, StyleOf(stage)),
                Bar(percent, StyleOf(stage)),
                new Text($"{percent:0} %"),
                new Text(elapsed),
                new Text(StageText.Activity(stage)));
        }

        TimeSpan? total = (status.CompletedAt ?? now) - (status.StartedAt ?? status.CreatedAt);
        string summary = total is { } time ? $"{status.Status}, {StageText.Duration(time)}" : status.Status;
        return new Rows(grid, new Text(note is null ? summary : $"{summary}. {note}", Color.Grey));
    }

    private static Paragraph Bar(double percent, Style style)
    {
        int filled = (int)Math.Round(percent / 100 * BarWidth);
        return new Paragraph().Append(new string('━', filled), style).Append(new string('━', BarWidth - filled), Color.Grey23);
    }

    private static Style StyleOf(StageStatus stage) => stage switch
    {
        { State: "completed" } => Color.Green,
        { State: "failed" } => Color.Red,
        { WaitingFor.Length: > 0 } => Color.Yellow,
        { State: "running" } => Color.Blue,
        _ => Color.Grey,
    };
}
