using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using VideoPipeline.Voice;

namespace VideoPipeline.Pipelines;

/// <summary>What a client asks for, checked.</summary>
/// <param name="CreatorId">Who makes the video.</param>
/// <param name="VideoId">The source video.</param>
/// <param name="AccountName">The account that it is made for, if it matters.</param>
/// <param name="Gender">The narrator's voice.</param>
/// <param name="PictureSeconds">How long each picture of a gallery is shown, 30 to 600.</param>
/// <param name="Gallery">The gallery that pictures are taken from; null for title cards.</param>
/// <param name="ExportVideo">Whether the draft is exported to a video.</param>
/// <param name="Subtitles">Whether the video shows subtitles.</param>
/// <param name="Force">Whether every stage is done anew, even one that an earlier run did from the same inputs.</param>
/// <param name="Language">The story's language, <c>en</c> or <c>zh</c>; null for the transcript's.</param>
/// <param name="TargetMinutes">How long the narration is to be, about, 1 to 120 minutes; null for as long as the transcript gives.</param>
/// <param name="Music">The gallery that background music is taken from; null for none.</param>
/// <param name="CallbackUrl">Whom to call when the run has ended; null for nobody.</param>
public sealed record PipelineRequest(
    [property: JsonPropertyName("creator_id")] string CreatorId,
    [property: JsonPropertyName("video_id")] string VideoId,
    [property: JsonPropertyName("account_name")] string? AccountName,
    [property: JsonPropertyName("gender")] NarratorGender Gender,
    [property: JsonPropertyName("duration")] int PictureSeconds,
    [property: JsonPropertyName("image_dir")] string? Gallery,
    [property: JsonPropertyName("export_video")] bool ExportVideo,
    [property: JsonPropertyName("enable_subtitle")] bool Subtitles,
    [property: JsonPropertyName("force")] bool Force = false,
    [property: JsonPropertyName("language"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Language = null,
    [property: JsonPropertyName("target_minutes"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? TargetMinutes = null,
    [property: JsonPropertyName("music"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Music = null,
    [property: JsonPropertyName("callback_url"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CallbackUrl = null)
{
    /// <summary>The pipeline that serves this request.</summary>
    [JsonIgnore]
    public PipelineInstanceId Pipeline => PipelineInstanceId.Create(CreatorId, VideoId, AccountName);

    /// <summary>The stages of a run of this request.</summary>
    [JsonIgnore]
    public IReadOnlyList<PipelineStage> Stages => ExportVideo
        ? [PipelineStage.Story, PipelineStage.Voice, PipelineStage.Draft, PipelineStage.Export]
        : [PipelineStage.Story, PipelineStage.Voice, PipelineStage.Draft];

    /// <summary>Equal for equal requests about equal sources: 64 hex digits.</summary>
    public string Fingerprint(string? sourceHash) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { request = this, source = sourceHash })));
}
