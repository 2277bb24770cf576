using System.Text.RegularExpressions;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>The names that orders may use. They become file names, so nothing else is let in.</summary>
internal static partial class ExportNames
{
    /// <summary>Whether an export may have this name.</summary>
    public static bool IsRequestId(string name) => RequestId().IsMatch(name);

    /// <summary>Whether it names an artifact of a run: <c>{instanceId}/{runId}/{file}</c>.</summary>
    public static bool IsArtifact(string blobName) =>
        ArtifactName().Match(blobName) is { Success: true } match && RunId.TryParse(match.Groups[1].Value, null, out _);

    /// <summary>The run that an artifact belongs to.</summary>
    public static RunId RunOf(string blobName) => RunId.Parse(ArtifactName().Match(blobName).Groups[1].Value);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._~-]{0,199}\z")]
    private static partial Regex RequestId();

    [GeneratedRegex(@"^[A-Za-z0-9._~-]{1,100}/([0-9a-f-]{36})/[A-Za-z0-9_-]+\.[a-z0-9]+\z")]
    private static partial Regex ArtifactName();
}
