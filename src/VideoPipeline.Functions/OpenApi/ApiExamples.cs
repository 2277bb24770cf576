using System.Text.Json.Nodes;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Api;
using VideoPipeline.Pipelines;
using VideoPipeline.Voice;

namespace VideoPipeline.Functions.OpenApi;

/// <summary>One story in examples: a run of <c>my-channel</c>, made by the code that makes real answers.</summary>
internal static class ApiExamples
{
    /// <summary>When it begins.</summary>
    public static readonly DateTimeOffset Begin = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    private static readonly PipelineRequest Request =
        new("my-channel", "dQw4w9WgXcQ", null, NarratorGender.Female, 60, "holiday", ExportVideo: true, Subtitles: true);

    private static readonly RunId Id = RunId.Parse("019c12f0-5c00-7000-8000-0123456789ab");
    private static readonly PipelineInput Input = new(Request, Id, null, Begin, false);

    private static readonly RunRecord RunningRecord = RunRecord.Requested(Input)
        .Start(Begin.AddSeconds(1))
        .With(PipelineStage.Story, s => s.Start(Begin.AddSeconds(1), "writes the story").Complete(Begin.AddSeconds(61), "9 segments"))
        .With(PipelineStage.Voice, s => s.Start(Begin.AddSeconds(61), "speaks").Report(40, "14 of 36 pieces are spoken", null));

    /// <summary>The body that starts it.</summary>
    public const string StartRequest =
        """
        {
          "creator_id": "my-channel",
          "video_id": "dQw4w9WgXcQ",
          "gender": "female",
          "image_dir": "holiday",
          "export_video": true,
          "on_duplicate": "return"
        }
        """;

    /// <summary>Two requests, of which one is refused.</summary>
    public const string BatchRequest =
        """
        {
          "requests": [
            { "creator_id": "my-channel", "video_id": "dQw4w9WgXcQ" },
            { "creator_id": "my-channel", "video_id": "9bZkp7q19f0", "export_video": true }
          ]
        }
        """;

    /// <summary>Its task.</summary>
    public static string TaskId => Request.Pipeline.Value;

    /// <summary>Its run.</summary>
    public static string Run => Id.ToString();

    /// <summary>It goes on.</summary>
    public static StatusBody Running => StatusBody.Of(RunningRecord);

    /// <summary>It was cancelled.</summary>
    public static StatusBody Cancelled =>
        StatusBody.Of(RunningRecord.RequestCancel(Begin.AddSeconds(90)).Finish(Begin.AddSeconds(91), StageFailure.Cancelled));

    /// <summary>It goes on, with the files that it has.</summary>
    public static RunBody WithFiles =>
        new(Running, Input.Key, [new RunArtifact(ArtifactNames.Story, ArtifactKind.Story, 8192, Begin.AddSeconds(60))]);

    /// <summary>It was started.</summary>
    public static StartedBody Started =>
        new(TaskId, Run, "任务已启动", Url("status"), Url("result"), Deduplicated: false, RequestDiffers: false, QueuePosition: null);

    /// <summary>One of two was started.</summary>
    public static BatchFunctions.BatchBody Batch => new(
        [
            new JsonObject { ["index"] = 0, ["status"] = 202, ["task_id"] = TaskId, ["run_id"] = Run },
            new JsonObject { ["index"] = 1, ["status"] = 503, ["title"] = "Unavailable", ["detail"] = "The start could not be confirmed. Send the request again." },
        ],
        1,
        1);

    /// <summary>It has ended.</summary>
    public static ResultFunctions.ResultBody Result => new(
        TaskId, Run, "completed", null, new Dictionary<string, string> { [ArtifactNames.Story] = FileUrl(ArtifactNames.Story) }, null,
        FileUrl(ArtifactNames.Video), FileUrl(ArtifactNames.Preview), FileUrl(ArtifactNames.Draft), FileUrl(ArtifactNames.Audio),
        FileUrl(ArtifactNames.Story), FileUrl(ArtifactNames.Poster), []);

    /// <summary>It has the exporter, and another waits.</summary>
    public static ExporterBody Exporter => new(
        false,
        new HolderBody(TaskId, Run, Request.CreatorId, Request.VideoId, Begin.AddMinutes(4), 35, "renders"),
        [new WaitingBody("other-channel.video-7", "019c12f1-0000-7000-8000-0123456789ab", "other-channel", "video-7", 1, Begin.AddMinutes(5), 140)],
        0.8,
        200,
        340,
        new ReachableBody(true, null));

    /// <summary>Events of its stream.</summary>
    public const string Events =
        """
        retry: 2000

        event: status
        id: 019c12f0-5c00-7000-8000-0123456789ab-9f86d081884c7d65
        data: {"task_id":"my-channel.dQw4w9WgXcQ.~1c2d3e4f","status":"running"}

        : heartbeat

        """;

    private static string Url(string what) => $"http://localhost:51082/api/pipeline/{what}/{TaskId}";

    private static string FileUrl(string name) => $"http://localhost:51082/api/pipeline/artifacts/{TaskId}/{name}?run_id={Run}";
}
