using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story;

/// <summary>What a writer needs to write one segment, whatever becomes of the others: segments are written in parallel.</summary>
/// <param name="Transcript">The source.</param>
/// <param name="Framework">The whole plan, with the hook as it is told.</param>
/// <param name="Index">Which segment of the plan is to be written, from 0.</param>
public sealed record StorySegmentOrder(Transcript Transcript, StoryFramework Framework, int Index)
{
    /// <summary>The segment's plan.</summary>
    public StorySegmentPlan Plan => Framework.Segments[Index];

    /// <summary>The plan of the segment before; null for the first, which follows the hook.</summary>
    public StorySegmentPlan? Previous => Index > 0 ? Framework.Segments[Index - 1] : null;

    /// <summary>The plan of the segment after; null for the last.</summary>
    public StorySegmentPlan? Next => Index + 1 < Framework.Segments.Count ? Framework.Segments[Index + 1] : null;
}
