using VideoPipeline.Pipelines;

namespace VideoPipeline.Story;

/// <summary>There is no transcript for the video.</summary>
public sealed class TranscriptUnavailableException : StageFailedException
{
    private TranscriptUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <inheritdoc/>
    public override string Code => "transcript-unavailable";

    /// <summary>Nobody has given a transcript for this video yet.</summary>
    public static TranscriptUnavailableException ForVideo(string videoId) =>
        new($"There is no transcript for the video \"{videoId}\". {HowToGiveOne(videoId)}");

    /// <summary>Nobody has given a transcript for this video, and none could be fetched.</summary>
    /// <param name="videoId">The video.</param>
    /// <param name="reason">Why not, as a sentence.</param>
    public static TranscriptUnavailableException NotFetched(string videoId, string reason) =>
        new($"There is no transcript for the video \"{videoId}\". {reason} {HowToGiveOne(videoId)}");

    /// <summary>The run names a transcript that is no longer stored.</summary>
    public static TranscriptUnavailableException Deleted(string hash, Exception? innerException = null) => new(
        $"The transcript {hash} is no longer stored. Upload it again with PUT /api/sources/{{video_id}}, then run the pipeline again.",
        innerException);

    private static string HowToGiveOne(string videoId) =>
        $"Upload one (plain text, SRT or WebVTT) with PUT /api/sources/{Uri.EscapeDataString(videoId)}, or send it as \"transcript\" in the " +
        "request; then run the pipeline again.";
}
