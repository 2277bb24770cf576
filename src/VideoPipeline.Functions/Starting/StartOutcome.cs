namespace VideoPipeline.Functions.Starting;

/// <summary>What became of a request.</summary>
public enum StartOutcome
{
    /// <summary>Its own run has been started.</summary>
    Started,

    /// <summary>A run that an earlier request started serves it.</summary>
    Deduplicated,

    /// <summary>Its own run will be started when its turn has come.</summary>
    Queued,

    /// <summary>It is a duplicate, and its sender wants no duplicates.</summary>
    Rejected,
}
