using System.CommandLine;
using System.Globalization;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Progress;

namespace VideoPipeline.Cli.Commands;

/// <summary><c>vp list</c>: prints runs, the newest first.</summary>
internal sealed class ListCommand : Command
{
    private readonly Option<string?> creator = new("--creator") { HelpName = "ID", Description = "Only this creator's." };

    private readonly Option<string?> status = new("--status") { HelpName = "STATUS", Description = "Only those in this status." };

    private readonly Option<string?> search = new("--search")
    {
        HelpName = "TEXT",
        Description = "Only those whose task, video, creator or account contains this.",
    };

    private readonly Option<int> page = new("--page") { HelpName = "N", Description = "The page, from 1.", DefaultValueFactory = _ => 1 };

    private readonly Option<int> size = new("--size")
    {
        HelpName = "N",
        Description = "How many are on a page, 1 to 100.",
        DefaultValueFactory = _ => 20,
    };

    public ListCommand(CommandRunner runner)
        : base("list", "Print the runs of all pipelines, the newest first: a table on a terminal, otherwise a line of tabs for each.")
    {
        status.AcceptOnlyFromAmong("pending", "running", "completed", "failed", "cancelled");
        foreach (Option option in (Option[])[creator, status, search, page, size])
        {
            Options.Add(option);
        }

        SetAction((arguments, cancellationToken) =>
            runner.RunAsync(arguments, session => ExecuteAsync(session, arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> ExecuteAsync(CommandSession session, ParseResult arguments, CancellationToken cancellationToken)
    {
        TaskPage found = await session.Client.ListAsync(
            [
                ("creator_id", arguments.GetValue(creator)),
                ("status", arguments.GetValue(status)),
                ("search", arguments.GetValue(search)),
                ("page", arguments.GetValue(page).ToString(CultureInfo.InvariantCulture)),
                ("page_size", arguments.GetValue(size).ToString(CultureInfo.InvariantCulture)),
            ],
            cancellationToken);
        session.WriteJson(found);
        session.SayTable(
            ["Task", "Run", "Status", "Stage", "Started", "Time"], [.. found.Tasks.Select(t => Row(t, session.Time.GetUtcNow()))]);
        if (found.Total > found.Page * found.PageSize)
        {
            session.SayAside($"{found.Total} in all; the next are on page {found.Page + 1}.");
        }

        return ExitCode.Ok;
    }

    private static string[] Row(PipelineStatus task, DateTimeOffset now)
    {
        StageStatus? stage = task.Ended ? null : task.Stages?.FirstOrDefault(s => s.State != "completed");
        TimeSpan? elapsed = (task.CompletedAt ?? now) - task.StartedAt;
        return
        [
            task.TaskId,
            task.RunId ?? "",
            task.Status,
            stage is null ? "" : $"{stage.Name} {stage.Percent ?? 0:0} %",
            task.StartedAt?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
            elapsed is { } time ? StageText.Duration(time) : "",
        ];
    }
}
