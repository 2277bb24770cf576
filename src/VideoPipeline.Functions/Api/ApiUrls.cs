using Microsoft.AspNetCore.Http;
using VideoPipeline.Functions.Edge;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>The addresses of the API, as answers name them.</summary>
internal static class ApiUrls
{
    private const string Root = "/api/pipeline";

    /// <summary>Where a task's status is.</summary>
    public static string Status(HttpRequest request, PipelineInstanceId pipeline) => $"{PublicAddress.Of(request)}{Root}/status/{pipeline}";

    /// <summary>Where a task's result is.</summary>
    public static string Result(HttpRequest request, PipelineInstanceId pipeline) => $"{PublicAddress.Of(request)}{Root}/result/{pipeline}";

    /// <summary>Where a file of a run is, for whoever asks by the task.</summary>
    public static string Artifact(HttpRequest request, RunKey run, string name) =>
        $"{PublicAddress.Of(request)}{Root}/artifacts/{run.Pipeline}/{name}?run_id={run.Run}";

    /// <summary>Where a file of a run is, as a path on this host.</summary>
    public static string RunArtifactPath(RunKey run, string name) => $"{Root}/runs/{run.Pipeline}/{run.Run}/artifacts/{name}";
}
