using Polly;
using Polly.Retry;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Progress;

/// <summary>Follows a pipeline to its end by asking for its status every second.</summary>
internal sealed class PipelineWatcher(PipelineClient client, TimeProvider time)
{
    /// <summary>How often a server that does not answer is asked again: about two and a half minutes, enough for a restart.</summary>
    internal const int OutageRetries = 30;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // A status may lag behind the start that made it; after so many polls the run that it names has taken our run's place.
    private const int StaleAnswers = 10;

    /// <summary>Watches until the run has ended.</summary>
    /// <param name="run">The run to follow; null for whichever is there.</param>
    /// <returns>The last status, ended.</returns>
    /// <exception cref="ServerUnreachableException">The server stayed away for longer than a short outage.</exception>
    /// <exception cref="RequestRefusedException">The pipeline is unknown.</exception>
    public async Task<PipelineStatus> WatchAsync(string task, string? run, IProgressView view, CancellationToken cancellationToken)
    {
        ResiliencePipeline outages = ThroughOutages(view);
        for (int stale = 0; ;)
        {
            PipelineStatus status = await outages.ExecuteAsync(
                async token => await client.StatusAsync(task, token), cancellationToken);
            if (run is null || status.RunId is null || status.RunId == run || ++stale > StaleAnswers)
            {
                view.Show(status);
                if (status.Ended)
                {
                    return status;
                }
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <summary>Repeats what fails because the server is away.</summary>
    public ResiliencePipeline ThroughOutages(IProgressView view) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<ServerUnreachableException>(),
                MaxRetryAttempts = OutageRetries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = Interval,
                MaxDelay = LongestPause,
                OnRetry = retry =>
                {
                    view.ShowOutage(retry.Outcome.Exception!.Message, retry.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
