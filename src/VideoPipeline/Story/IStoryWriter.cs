using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story;

/// <summary>
/// Makes a story of a transcript. The stage stores each answer before it asks for the next and never asks again for one that is stored,
/// so a writer need not be deterministic; it must only keep to the framework that it is given.
/// </summary>
public interface IStoryWriter
{
    /// <summary>The name that the setting <c>Story:Writer</c> knows it by.</summary>
    string Name { get; }

    /// <summary>What its requests count for in the setting <c>Limits</c>, such as <c>llm:openai</c>; null when it sends none.</summary>
    string? Resource => null;

    /// <summary>Plans the whole story, its hook included.</summary>
    /// <exception cref="TranscriptUnusableException">The transcript is too poor for a story.</exception>
    Task<StoryFramework> PlanAsync(Transcript transcript, CancellationToken cancellationToken);

    /// <summary>Writes one segment: text to be narrated, without title and markup.</summary>
    Task<string> WriteSegmentAsync(StorySegmentOrder order, CancellationToken cancellationToken);

    /// <summary>Sums the story up in Chinese, for the people who publish it.</summary>
    Task<string> SummarizeInChineseAsync(WrittenStory story, CancellationToken cancellationToken);

    /// <summary>Describes the story for YouTube, in the story's language.</summary>
    Task<YouTubeMetadata> DescribeAsync(WrittenStory story, CancellationToken cancellationToken);
}
