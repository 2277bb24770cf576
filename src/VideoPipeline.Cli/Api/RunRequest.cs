using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Api;

/// <summary>The body of <c>POST /api/pipeline/run</c>.</summary>
/// <param name="Duration">Seconds per picture, 30 to 600; null leaves it to the server.</param>
/// <param name="ImageDir">The gallery's name; null for generated title cards.</param>
/// <param name="Language">The story's, <c>en</c> or <c>zh</c>; null for the transcript's.</param>
/// <param name="TargetMinutes">About how long the narration is to be, 1 to 120; null as the transcript gives.</param>
/// <param name="Music">The gallery of background music; null for none.</param>
/// <param name="CallbackUrl">Whom the server is to call when the run has ended; null for nobody.</param>
/// <param name="Transcript">Plain text or SRT; null for an uploaded source.</param>
internal sealed record RunRequest(
    [property: JsonPropertyName("video_id")] string VideoId,
    [property: JsonPropertyName("creator_id")] string CreatorId,
    [property: JsonPropertyName("account_name")] string? AccountName,
    [property: JsonPropertyName("gender")] string? Gender,
    [property: JsonPropertyName("duration")] int? Duration,
    [property: JsonPropertyName("image_dir")] string? ImageDir,
    [property: JsonPropertyName("export_video")] bool ExportVideo,
    [property: JsonPropertyName("enable_subtitle")] bool EnableSubtitle,
    [property: JsonPropertyName("transcript")] string? Transcript,
    [property: JsonPropertyName("language")] string? Language,
    [property: JsonPropertyName("target_minutes")] int? TargetMinutes,
    [property: JsonPropertyName("music")] string? Music,
    [property: JsonPropertyName("callback_url")] string? CallbackUrl);
