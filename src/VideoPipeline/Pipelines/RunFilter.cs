namespace VideoPipeline.Pipelines;

/// <summary>Which runs to list. What is null does not matter.</summary>
/// <param name="CreatorId">Whose runs.</param>
/// <param name="State">Runs in this state.</param>
/// <param name="From">Runs that were asked for at this time or later.</param>
/// <param name="Until">Runs that were asked for before this time.</param>
/// <param name="Search">Runs whose pipeline ID, creator, video or account contains this text, whatever its case.</param>
public sealed record RunFilter(
    string? CreatorId = null, RunState? State = null, DateTimeOffset? From = null, DateTimeOffset? Until = null, string? Search = null);

/// <summary>One page of a list.</summary>
/// <param name="Runs">The page's runs, the newest first.</param>
/// <param name="Total">How many runs the filter lets through on all pages together.</param>
public sealed record RunPage(IReadOnlyList<RunRecord> Runs, int Total);
