namespace VideoPipeline.Artifacts;

/// <summary>The file names of a run's artifacts, as users of the original system know them.</summary>
public static class ArtifactNames
{
    /// <summary>The story, UTF-8 text.</summary>
    public const string Story = "story.txt";

    /// <summary>A summary in Chinese, UTF-8 text.</summary>
    public const string ChineseSummary = "summary_cn.txt";

    /// <summary>Title, description, tags and image prompt for YouTube.</summary>
    public const string YouTubeMetadata = "youtube_metadata.json";

    /// <summary>The narration.</summary>
    public const string Audio = "audio.mp3";

    /// <summary>The narration's subtitles, SubRip.</summary>
    public const string Subtitles = "audio.srt";

    /// <summary>The JianYing draft folder as a zip.</summary>
    public const string Draft = "draft.jy";

    /// <summary>The exported video.</summary>
    public const string Video = "final_video.mp4";

    /// <summary>The video's first 30 seconds.</summary>
    public const string Preview = "preview.mp4";

    /// <summary>A picture of the video.</summary>
    public const string Poster = "poster.jpg";

    /// <summary>The run's log.</summary>
    public const string Log = "run.log";

    /// <summary>What the run did and what it took, as JSON.</summary>
    public const string Report = "report.json";

    /// <summary>The same for people, in Markdown.</summary>
    public const string ReportText = "report.md";

    /// <summary>What a stage produced, as JSON. A stage is done when its manifest exists.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>The MIME type that a file of this name is served with.</summary>
    public static string ContentTypeOf(string fileName) => Path.GetExtension(fileName) switch
    {
        ".txt" or ".log" => "text/plain; charset=utf-8",
        ".md" => "text/markdown; charset=utf-8",
        ".srt" => "application/x-subrip; charset=utf-8",
        ".json" => "application/json",
        ".mp3" => "audio/mpeg",
        ".wav" => "audio/wav",
        ".mp4" => "video/mp4",
        ".jy" or ".zip" => "application/zip",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".png" => "image/png",
        ".webp" => "image/webp",
        _ => "application/octet-stream",
    };
}
