using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Starting;

/// <summary>Finds the earlier run that a request repeats, though that run has ended: the duplicate window's rule.</summary>
public sealed class TwinFinder(RunRecordStore records, IOptions<StartingOptions> options)
{
    /// <summary>
    /// The newest run of the pipeline, when it has ended and the request is its repetition; else null. One that has not ended is left to the
    /// engine: it is either active, which a start meets, or was ended from outside and serves nobody.
    /// </summary>
    public async Task<RunRecord?> FindAsync(PipelineInput input, CancellationToken cancellationToken)
    {
        if (input.HasIdempotencyKey || input.IsQueued)
        {
            return null;
        }

        DateTimeOffset from = input.RequestedAt - options.Value.DuplicateWindow;
        RunRecord? latest = (await records.ListSinceAsync(input.Request.Pipeline, from, cancellationToken)) is [var newest, ..] ? newest : null;
        return latest is { HasEnded: true } && latest.Input.RunId != input.RunId && options.Value.AreOneRequest(latest, input) ? latest : null;
    }
}
