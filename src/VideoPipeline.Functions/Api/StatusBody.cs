using System.Text.Json.Serialization;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>The status of a task, in the original's names, and with its stages in detail.</summary>
internal record StatusBody(
    [property: JsonPropertyName("task_id")] string TaskId,
    [property: JsonPropertyName("run_id")] string RunId,
    [property: JsonPropertyName("creator_id")] string CreatorId,
    [property: JsonPropertyName("video_id")] string VideoId,
    [property: JsonPropertyName("account_name")] string? AccountName,
    [property: JsonPropertyName("export_video")] bool ExportVideo,
    [property: JsonPropertyName("request")] RequestBody Request,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("current_stage")] string? CurrentStage,
    [property: JsonPropertyName("progress")] IReadOnlyDictionary<string, string> Progress,
    [property: JsonPropertyName("stages")] IReadOnlyList<StageBody> Stages,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("completed_at")] DateTimeOffset? CompletedAt,
    [property: JsonPropertyName("total_duration")] double? TotalDuration,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("error_code")] string? ErrorCode,
    [property: JsonPropertyName("cancel_requested")] bool CancelRequested,
    [property: JsonPropertyName("waiting_for")] string? WaitingFor,
    [property: JsonPropertyName("queue_position")] int? QueuePosition,
    [property: JsonPropertyName("estimated_wait_seconds")] double? EstimatedWaitSeconds,
    [property: JsonPropertyName("queued_runs")] int? QueuedRuns,
    [property: JsonPropertyName("publish_status")] PublishStatusBody PublishStatus,
    [property: JsonPropertyName("publish_summary")] string PublishSummary,
    [property: JsonPropertyName("published_accounts")] IReadOnlyList<string> PublishedAccounts)
{
    /// <summary>The status of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="wait">What it waits for, when that was looked at.</param>
    /// <param name="queuedRuns">How many other runs of the pipeline wait, when they were counted.</param>
    public static StatusBody Of(RunRecord run, Wait? wait = null, int? queuedRuns = null) => new(
        run.Input.Request.Pipeline.Value,
        run.Input.RunId.ToString(),
        run.Input.Request.CreatorId,
        run.Input.Request.VideoId,
        run.Input.Request.AccountName,
        run.Input.Request.ExportVideo,
        RequestBody.Of(run.Input.Request),
        Labels.Of(run.State),
        run.Current is { } current ? Labels.Of(current.Stage) : null,
        run.Stages.ToDictionary(s => Labels.Of(s.Stage), s => Labels.ChineseOf(s.State)),
        [.. run.Stages.Select(StageBody.Of)],
        run.Input.RequestedAt.ToUniversalTime(),
        run.StartedAt,
        run.EndedAt,
        run.EndedAt is { } ended && run.StartedAt is { } started ? (ended - started).TotalSeconds : null,
        run.Failure?.Message,
        run.Failure?.Code,
        run.CancelRequestedAt is not null,
        wait?.For,
        wait?.Position,
        wait?.Estimate?.TotalSeconds,
        queuedRuns,
        new PublishStatusBody(0, 0, 0, 0, 0),
        Labels.NotPublished,
        []);
}

/// <summary>What else was asked for, in the fields of a new request.</summary>
internal sealed record RequestBody(
    [property: JsonPropertyName("gender")] string Gender,
    [property: JsonPropertyName("duration")] int Duration,
    [property: JsonPropertyName("image_dir")] string? ImageDir,
    [property: JsonPropertyName("music")] string? Music,
    [property: JsonPropertyName("enable_subtitle")] bool EnableSubtitle,
    [property: JsonPropertyName("language")] string? Language,
    [property: JsonPropertyName("target_minutes")] int? TargetMinutes)
{
    /// <summary>The body of a request.</summary>
    public static RequestBody Of(PipelineRequest request) => new(
        request.Gender.ToString().ToLowerInvariant(),
        request.PictureSeconds,
        request.Gallery,
        request.Music,
        request.Subtitles,
        request.Language,
        request.TargetMinutes);
}

/// <summary>One stage of a task.</summary>
internal sealed record StageBody(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("percent")] int Percent,
    [property: JsonPropertyName("detail")] string? Detail,
    [property: JsonPropertyName("waiting_for")] string? WaitingFor,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("ended_at")] DateTimeOffset? EndedAt,
    [property: JsonPropertyName("reused_from")] string? ReusedFrom)
{
    /// <summary>The body of a stage.</summary>
    public static StageBody Of(StageRecord stage) => new(
        stage.Stage.ToString().ToLowerInvariant(), Labels.Of(stage.State), stage.Percent, stage.Detail, stage.WaitingFor, stage.StartedAt, stage.EndedAt,
        stage.ReusedFrom?.ToString());
}

/// <summary>The original's counts of publications. Nothing is published here.</summary>
internal sealed record PublishStatusBody(
    [property: JsonPropertyName("total")] int Total,
    [property: JsonPropertyName("success")] int Success,
    [property: JsonPropertyName("pending")] int Pending,
    [property: JsonPropertyName("uploading")] int Uploading,
    [property: JsonPropertyName("failed")] int Failed);
