using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>The words of the original's API.</summary>
internal static class Labels
{
    /// <summary>What the original says of a task of which nothing was published.</summary>
    public const string NotPublished = "未发布";

    /// <summary>The Chinese name of a stage.</summary>
    public static string Of(PipelineStage stage) => stage switch
    {
        PipelineStage.Story => "故事二创",
        PipelineStage.Voice => "语音生成",
        PipelineStage.Draft => "剪映草稿生成",
        PipelineStage.Export => "视频导出",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "Unknown stage."),
    };

    /// <summary>The English name of a state.</summary>
    public static string Of(RunState state) => state.ToString().ToLowerInvariant();

    /// <summary>The Chinese name of a stage's state.</summary>
    public static string ChineseOf(RunState state) => state switch
    {
        RunState.Pending => "待处理",
        RunState.Running => "运行中",
        RunState.Completed => "成功",
        RunState.Failed => "失败",
        RunState.Cancelled => "已取消",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown state."),
    };
}
