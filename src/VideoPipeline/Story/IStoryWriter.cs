using VideoPipeline.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story;

/// <summary>
/// Makes a story of a transcript. The stage stores each answer before it asks for the next and never asks again for one that is stored,
/// so a writer need not be deterministic; it must only keep to the framework that it is given.
/// </summary>
/// <remarks>
/// A writer over a network throws <see cref="RequestNotReservedException"/> or <see cref="ProviderBusyException"/> when it may not send a
/// request now, perhaps in the middle of a method; each method may then be called again and begins from its start. What cannot be mended by
/// trying again is a <see cref="StageFailedException"/>; any other exception is a fault of infrastructure that has been retried already.
/// </remarks>
public interface IStoryWriter
{
    /// <summary>The name that the setting <c>Story:Writer</c> knows it by.</summary>
    string Name { get; }

    /// <summary>The resource whose limits count, for example <c>llm:openai</c>; null when no limit applies.</summary>
    string? Resource => null;

    /// <summary>
    /// Stands for everything that its stories depend on besides the transcript: it changes whenever its name, a setting that matters or
    /// its way of writing does, so that a stage that is reused is one that would come out alike. Short, and free of secrets: for example
    /// <c>extractive:1:0.9:18000:450</c>.
    /// </summary>
    string Fingerprint { get; }

    /// <summary>Plans the whole story.</summary>
    /// <exception cref="TranscriptUnusableException">The transcript is too poor for a story, or the wishes cannot be met.</exception>
    Task<StoryFramework> PlanAsync(Transcript transcript, StoryWishes wishes, CancellationToken cancellationToken);

    /// <summary>Writes the one or two sentences that open the narration; empty for none. By default the plan has them.</summary>
    Task<string> WriteHookAsync(Transcript transcript, StoryFramework framework, CancellationToken cancellationToken) =>
        Task.FromResult(framework.Hook);

    /// <summary>Writes one segment: text to be narrated, without title and markup.</summary>
    Task<string> WriteSegmentAsync(StorySegmentOrder order, CancellationToken cancellationToken);

    /// <summary>Looks at the story as a whole, and tells what to change in it. By default nothing.</summary>
    Task<StoryPolish> PolishAsync(WrittenStory story, CancellationToken cancellationToken) => Task.FromResult(StoryPolish.None);

    /// <summary>Sums the story up in Chinese, for the people who publish it.</summary>
    Task<string> SummarizeInChineseAsync(WrittenStory story, CancellationToken cancellationToken);

    /// <summary>Describes the story for YouTube, in the story's language.</summary>
    Task<YouTubeMetadata> DescribeAsync(WrittenStory story, CancellationToken cancellationToken);
}
