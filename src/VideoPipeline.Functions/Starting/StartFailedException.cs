namespace VideoPipeline.Functions.Starting;

/// <summary>The durable engine took none of several starts, and no run of the pipeline is active: a fault of infrastructure.</summary>
public sealed class StartFailedException(string pipeline, Exception? innerException)
    : Exception($"The pipeline {pipeline} could not be started: {innerException?.Message ?? "the start was dropped"}. Try again in a moment.", innerException);
