using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Progress;

/// <summary>A line for each change, for logs and pipes: no colours, no cursor movement.</summary>
internal sealed class PlainProgress(TextWriter output, TimeProvider time) : IProgressDisplay, IProgressView
{
    // Lines at every percent would drown a log.
    private const int PercentStep = 5;

    private readonly Dictionary<string, string> shown = [];
    private bool outage;

    public Task<PipelineStatus> ShowWhileAsync(Func<IProgressView, Task<PipelineStatus>> watch) => watch(this);

    public void Show(PipelineStatus status)
    {
        if (outage)
        {
            outage = false;
            output.WriteLine("The server answers again.");
        }

        foreach (StageStatus stage in status.Stages ?? [])
        {
            string state = WorthALine(stage);
            bool idle = stage.State == "pending" && string.IsNullOrEmpty(stage.WaitingFor);
            if (shown.GetValueOrDefault(stage.Name) != state && !idle)
            {
                output.WriteLine(StageText.Line(stage, time.GetUtcNow()));
            }

            shown[stage.Name] = state;
        }

        output.Flush();
    }

    public void ShowOutage(string reason, TimeSpan retryIn)
    {
        if (!outage)
        {
            outage = true;
            output.WriteLine($"{reason} Trying again; the pipeline is not affected by this watch.");
            output.Flush();
        }
    }

    // Counters inside a detail ("frame 120 of 900") change at every poll; its words are what matters.
    private static string WorthALine(StageStatus stage) => string.Join(
        '|',
        stage.State,
        stage.WaitingFor,
        (int)(stage.Percent ?? 0) / PercentStep,
        string.Concat((stage.Detail ?? "").Where(character => !char.IsAsciiDigit(character))));
}
