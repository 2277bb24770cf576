namespace VideoPipeline.Pipelines;

/// <summary>The run was cancelled while, or before, something was done for it.</summary>
public sealed class RunCancelledException(RunKey run, Exception? innerException = null)
    : Exception($"The run {run} was cancelled.", innerException);
