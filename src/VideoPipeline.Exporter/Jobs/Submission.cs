using VideoPipeline.Export;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>The answer to an order.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Job">The job; null when there is none for it.</param>
internal sealed record Submission(SubmissionOutcome Outcome, ExportJob? Job);
