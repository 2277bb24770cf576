namespace VideoPipeline.Exporter.Jobs;

/// <summary>What became of an order.</summary>
internal enum SubmissionOutcome
{
    /// <summary>It is a new job, which is on disk.</summary>
    Taken,

    /// <summary>It is a job that was there already; nothing has changed.</summary>
    Known,

    /// <summary>Its request ID belongs to an export of something else.</summary>
    Differs,

    /// <summary>As many wait as may wait; nothing has changed.</summary>
    Full,

    /// <summary>Its token is lower than one that was seen: somebody else has the slot.</summary>
    TokenTooLow,
}
