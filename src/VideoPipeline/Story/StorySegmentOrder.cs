using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story;

/// <summary>What a writer needs to write one segment, whatever becomes of the others: segments are written in parallel.</summary>
/// <param name="Transcript">The source.</param>
/// <param name="Framework">The whole plan.</param>
/// <param name="Plan">The segment's plan.</param>
/// <param name="Previous">The plan of the segment before; null for the first, which follows the hook.</param>
/// <param name="Next">The plan of the segment after; null for the last.</param>
public sealed record StorySegmentOrder(
    Transcript Transcript,
    StoryFramework Framework,
    StorySegmentPlan Plan,
    StorySegmentPlan? Previous,
    StorySegmentPlan? Next);
