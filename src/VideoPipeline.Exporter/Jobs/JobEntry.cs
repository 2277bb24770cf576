namespace VideoPipeline.Exporter.Jobs;

/// <summary>A job as this process has it: its record, and what is not kept on disk.</summary>
/// <param name="job">The record.</param>
internal sealed class JobEntry(JobRecord job)
{
    /// <summary>The record; what callers see of it is read under the board's lock.</summary>
    public JobRecord Job { get; set; } = job;

    /// <summary>How much is done, 0 to 100.</summary>
    public int Percent { get; set; }

    /// <summary>Completed when the job has ended.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Cancelled when the job's rendering is to stop.</summary>
    public CancellationTokenSource Cancellation { get; } = new();
}
