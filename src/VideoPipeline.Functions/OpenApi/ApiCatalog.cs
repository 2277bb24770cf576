using VideoPipeline.Functions.Api;
using VideoPipeline.Functions.Dashboard;
using VideoPipeline.Functions.Sessions;

namespace VideoPipeline.Functions.OpenApi;

/// <summary>What the document tells of each function beyond its route and its doc comment.</summary>
internal static class ApiCatalog
{
    private const string Start = "Start";
    private const string Follow = "Follow";
    private const string Files = "Files";
    private const string Control = "Control";
    private const string Host = "Host";
    private const string Page = "Dashboard";

    private static readonly ApiParameter RunId = new("run_id", "The run; without it the active one, else the next that waits, else the newest.");
    private static readonly ApiParameter LastEventId = new("Last-Event-ID", "The last event that the client has seen.", "string", "header");
    private static readonly ApiParameter Range = new("Range", "The part that is wanted, for example bytes=-20000 for the end.", "string", "header");
    private static readonly ApiParameter Download = new("download", "1: as an attachment.");

    private static readonly ApiParameter[] Paging =
    [
        new("page", "The page, from 1.", "integer"),
        new("page_size", "How many are on a page, 1 to 100; 20 unless given.", "integer"),
    ];

    private static readonly ApiParameter[] Filters =
    [
        .. Paging,
        new("creator_id", "Only this creator's."),
        new("status", "Only those of this status: pending, running, completed, failed or cancelled."),
        new("start_date", "Only those that were asked for then or later, ISO 8601."),
        new("end_date", "Only those that were asked for before, ISO 8601."),
        new("search", "Only those whose task, video, creator or account contains this text."),
    ];

    private static readonly ApiAnswer UnknownTask = new(404, "There is no such task.");
    private static readonly ApiAnswer Invalid = new(422, "Fields are not valid; all that is wrong is told at once.");
    private static readonly ApiAnswer Busy = new(429, "Too much at once: the header Retry-After tells when to come again.");

    private static readonly ApiAnswer[] FileAnswers =
    [
        new(200, "The file.", new ApiContent(ApiContent.Any, null)),
        new(206, "The part of it that was asked for.", new ApiContent(ApiContent.Any, null)),
        new(304, "The client has it already."),
        new(404, "There is no such file, yet."),
        new(416, "The file has no such part.") { IsEmpty = true },
    ];

    /// <summary>The functions that are no part of the API: they take what nothing else does.</summary>
    public static IReadOnlySet<string> Rest { get; } = new HashSet<string> { nameof(DashboardFunctions.ZApi), nameof(DashboardFunctions.ZDashboard) };

    /// <summary>The operations by function.</summary>
    public static IReadOnlyDictionary<string, ApiOperation> Operations { get; } = new Dictionary<string, ApiOperation>
    {
        [nameof(StartFunctions.StartPipeline)] = new(
            Start,
            new ApiAnswer(202, "A run serves the request, or will.", ApiContent.Json(ApiExamples.Started)),
            new(400, "The body is not JSON."),
            new(409, "A run is active, and on_duplicate is \"reject\"."),
            new(413, "The body is too large."),
            Invalid,
            Busy,
            new(503, "The start could not be confirmed; send the request again."))
        {
            Parameters = [new("Idempotency-Key", "Requests of one key are one run, also after it has ended.", "string", "header")],
            Body = new ApiContent("application/json", typeof(RunRequestSchema), ApiExamples.StartRequest),
        },
        [nameof(BatchFunctions.StartPipelineBatch)] = new(
            Start,
            new ApiAnswer(200, "An answer for each request, in their order.", ApiContent.Json(ApiExamples.Batch)),
            new(400, "The body is not JSON."),
            new(413, "The body is too large."),
            Invalid,
            Busy)
        {
            Parameters = [new("Idempotency-Key", "The first part of each request's key; its index is the second.", "string", "header")],
            Body = new ApiContent("application/json", typeof(RunRequestSchema), ApiExamples.BatchRequest) { IsBatch = true },
        },
        [nameof(GalleryFunctions.ListImageLibraries)] = new(
            Start,
            new ApiAnswer(200, "The galleries.", ApiContent.Json(new GalleryFunctions.LibrariesBody(
                true, [new GalleryFunctions.LibraryBody("holiday", "holiday", "holiday", 24, ApiExamples.Begin, ApiExamples.Begin)], 1)))),
        [nameof(SourceFunctions.PutSource)] = new(
            Start,
            new ApiAnswer(201, "It is kept.", ApiContent.Json(new SourceFunctions.SourceBody("dQw4w9WgXcQ", "my-channel", "5f70bf18a086", 15))),
            new(400, "It is no text."),
            new(413, "It is too large."),
            Invalid)
        {
            Parameters = [new("creator_id", "For this creator only.")],
            Body = new ApiContent("text/plain", null, "1\n00:00:00,000 --> 00:00:02,000\nHello."),
        },
        [nameof(SourceFunctions.UploadSubtitle)] = new(
            Start,
            new ApiAnswer(200, "It is kept.", ApiContent.Json(new SourceFunctions.UploadBody("字幕文件上传成功", "sources/5f70bf18a086", "dQw4w9WgXcQ", 15))),
            new(400, "It is no form, or no text."),
            UnknownTask,
            new(413, "It is too large."),
            Invalid)
        {
            Body = new ApiContent("multipart/form-data", null),
        },
        [nameof(StatusFunctions.GetPipelineStatus)] = new(
            Follow, new ApiAnswer(200, "How it is.", ApiContent.Json(ApiExamples.Running)), UnknownTask)
        { Parameters = [RunId] },
        [nameof(StatusFunctions.GetPipelineRun)] = new(
            Follow, new ApiAnswer(200, "How it is, and its files.", ApiContent.Json(ApiExamples.WithFiles)), UnknownTask),
        [nameof(EventFunctions.FollowPipeline)] = new(
            Follow,
            new ApiAnswer(200, "Events: status, and end when the run has ended. The stream ends before 200 seconds.", new ApiContent("text/event-stream", null, ApiExamples.Events)),
            UnknownTask,
            Busy)
        { Parameters = [RunId, LastEventId] },
        [nameof(EventFunctions.FollowPipelines)] = new(
            Follow,
            new ApiAnswer(200, "Events: status, and reset when the client should read its list anew.", new ApiContent("text/event-stream", null, ApiExamples.Events)),
            Busy)
        { Parameters = [LastEventId] },
        [nameof(ListFunctions.ListPipelineTasks)] = new(
            Follow, new ApiAnswer(200, "A page.", ApiContent.Json(new ListFunctions.ListBody([ApiExamples.Running], 1, 1, 20))), Invalid)
        { Parameters = Filters },
        [nameof(ListFunctions.ListPipelineHistory)] = new(
            Follow, new ApiAnswer(200, "A page.", ApiContent.Json(new ListFunctions.ListBody([ApiExamples.Running], 1, 1, 20))), Invalid)
        { Parameters = Filters },
        [nameof(StatisticsFunctions.GetPipelineStatistics)] = new(
            Follow,
            new ApiAnswer(200, "The counts.", ApiContent.Json(new StatisticsFunctions.StatisticsBody(
                new StatisticsFunctions.CountsBody(10, 7, 1, 1, 0, 1, 87.5), new PublishStatusBody(0, 0, 0, 0, 0), 312.5))),
            Invalid)
        { Parameters = Filters },
        [nameof(ListFunctions.ListPipelineRuns)] = new(
            Follow, new ApiAnswer(200, "A page.", ApiContent.Json(new ListFunctions.RunsBody(ApiExamples.TaskId, [ApiExamples.Running], 1))), UnknownTask, Invalid)
        {
            Parameters = Paging,
        },
        [nameof(ExporterFunctions.GetExporter)] = new(Follow, new ApiAnswer(200, "How it is.", ApiContent.Json(ApiExamples.Exporter))),
        [nameof(ResultFunctions.GetPipelineResult)] = new(
            Files, new ApiAnswer(200, "Its files.", ApiContent.Json(ApiExamples.Result)), new(400, "It has not ended."), UnknownTask)
        { Parameters = [RunId] },
        [nameof(ResultFunctions.GetPipelineArtifact)] = new(Files, FileAnswers) { Parameters = [RunId, Download, Range] },
        [nameof(ResultFunctions.GetRunArtifact)] = new(Files, FileAnswers) { Parameters = [Download, Range] },
        [nameof(RunFunctions.CancelPipeline)] = new(
            Control,
            new ApiAnswer(200, "It is cancelled.", ApiContent.Json(ApiExamples.Cancelled)),
            new(202, "It is told to stop.", ApiContent.Json(ApiExamples.Running)),
            UnknownTask,
            new(409, "It has ended otherwise."))
        { Parameters = [RunId] },
        [nameof(RunFunctions.RetryPipeline)] = new(
            Control,
            new ApiAnswer(202, "A new run continues it.", ApiContent.Json(ApiExamples.Started)),
            new(400, "The body is not JSON."),
            UnknownTask,
            new(409, "It goes on, or is complete."),
            new(413, "The body is too large."),
            Invalid,
            new(503, "The start could not be confirmed; send the request again."))
        {
            Parameters =
            [
                RunId,
                new("from_stage", "The stage to begin with: story, voice, draft or export. Without it the one at which the run failed."),
                new("Idempotency-Key", "With from_stage: requests of one key are one run.", "string", "header"),
            ],
            Body = new ApiContent("application/json", typeof(RetryBody), """{"from_stage": "voice"}""") { IsOptional = true },
        },
        [nameof(DeleteFunctions.DeletePipelineTask)] = new(
            Control,
            new ApiAnswer(200, "They are deleted.", ApiContent.Json(new DeleteFunctions.DeletedBody("任务已删除", ApiExamples.TaskId, 0, 2))),
            UnknownTask,
            new(409, "One of them has not ended."))
        { Parameters = [RunId with { Description = "The run; without it all runs of the task." }] },
        [nameof(MissingFunctions.MissingPublish)] = Missing(),
        [nameof(MissingFunctions.MissingAutoPublish)] = Missing(),
        [nameof(MissingFunctions.MissingAccounts)] = Missing(),
        [nameof(MissingFunctions.MissingAuth)] = Missing(),
        [nameof(MissingFunctions.MissingVideo)] = Missing(),
        [nameof(HealthFunctions.GetHealth)] = new(
            Host,
            new ApiAnswer(200, "The app can work.", ApiContent.Json(new HealthFunctions.HealthBody("healthy", ApiExamples.Running.CreatedAt, "connected", 0))),
            new(503, "Its storage does not answer.", ApiContent.Json(new HealthFunctions.HealthBody("unhealthy", ApiExamples.Running.CreatedAt, "unreachable", 0)))),
        [nameof(OpenApiFunctions.GetOpenApi)] = new(Host, new ApiAnswer(200, "This document.", new ApiContent("application/json", null))),
        [nameof(OpenApiFunctions.GetApiDocs)] = new(Host, new ApiAnswer(200, "The page.", new ApiContent("text/html", null))),
        [nameof(OpenApiFunctions.GetApiDocsStyle)] = new(Host, new ApiAnswer(200, "Its style.", new ApiContent("text/css", null))),
        [nameof(SessionFunctions.GetSession)] = new(
            Page, new ApiAnswer(200, "Whether there is one.", ApiContent.Json(new SessionFunctions.SessionBody(false, true)))),
        [nameof(SessionFunctions.OpenSession)] = new(
            Page, new ApiAnswer(200, "It is open: the cookie vp_session.", ApiContent.Json(new SessionFunctions.SessionBody(true, false)))),
        [nameof(SessionFunctions.CloseSession)] = new(
            Page, new ApiAnswer(200, "It is closed.", ApiContent.Json(new SessionFunctions.SessionBody(false, false)))),
        [nameof(SessionFunctions.GetSessionArtifact)] = new(Page, [.. FileAnswers, new(401, "There is no session.")]) { Parameters = [Download, Range] },
    };

    private static ApiOperation Missing() => new("Only in the original", new ApiAnswer(501, "The detail tells what to do instead."))
    {
        Summary = "Is not here: the original has it.",
    };
}
