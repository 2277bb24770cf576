namespace VideoPipeline.Story;

/// <summary>A story that is complete, for a writer to sum up.</summary>
/// <param name="Framework">The plan that it was written after.</param>
/// <param name="Segments">The text of each segment of the plan, without the hook.</param>
public sealed record WrittenStory(StoryFramework Framework, IReadOnlyList<string> Segments);
