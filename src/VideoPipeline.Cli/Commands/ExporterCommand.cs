using System.CommandLine;
using System.Globalization;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Progress;

namespace VideoPipeline.Cli.Commands;

/// <summary><c>vp exporter</c>: prints who exports, and who waits.</summary>
internal sealed class ExporterCommand : Command
{
    public ExporterCommand(CommandRunner runner)
        : base("exporter", "Print who uses the exporter, who waits for it, and about how long.")
    {
        SetAction((arguments, cancellationToken) =>
            runner.RunAsync(arguments, session => ExecuteAsync(session, cancellationToken), cancellationToken));
    }

    private static async Task<int> ExecuteAsync(CommandSession session, CancellationToken cancellationToken)
    {
        ExporterStatus exporter = await session.Client.ExporterAsync(cancellationToken);
        session.WriteJson(exporter);
        session.SayAside(exporter switch
        {
            { Exporter.Reachable: false } => exporter.Exporter.Detail ?? "The exporter does not answer.",
            { Available: true } => "The exporter is free.",
            { EstimatedFreeSeconds: { } seconds } => $"The exporter is in use; who came now would have it in about {Time(seconds)}.",
            _ => "The exporter is in use.",
        });
        ExporterPlace[] places = [.. exporter.Holder is { } holder ? [holder] : Array.Empty<ExporterPlace>(), .. exporter.Waiting ?? []];
        if (places.Length > 0)
        {
            session.SayTable(["Place", "Task", "Run", "Since", "Progress"], [.. places.Select(Row)]);
        }

        if (exporter.BusyShare is { } share)
        {
            session.SayAside(string.Create(CultureInfo.InvariantCulture, $"It was busy for {share * 100:0} % of the last hour."));
        }

        return ExitCode.Ok;
    }

    private static string[] Row(ExporterPlace place) =>
    [
        place.Position?.ToString(CultureInfo.InvariantCulture) ?? "exports",
        place.TaskId,
        place.RunId ?? "",
        place.Since?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
        place.Position is null ? $"{place.Percent ?? 0:0} %"
            : place.EstimatedWaitSeconds is { } seconds ? $"about {Time(seconds)} to go"
            : "",
    ];

    private static string Time(double seconds) => StageText.Duration(TimeSpan.FromSeconds(seconds));
}
