namespace VideoPipeline.Exporter;

/// <summary>The exporter's settings. Section <c>Exporter</c>, but for those that users of the original know.</summary>
public sealed class ExporterOptions
{
    /// <summary>Where jobs, tokens and unfinished renderings are kept. Default: <c>exporter</c> in the user's data folder.</summary>
    public string StateDirectory { get; set; } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "videopipeline-exporter");

    /// <summary>What callers must show in the header <c>x-exporter-key</c>. Needed when the exporter listens beyond loopback.</summary>
    public string? Key { get; set; }

    /// <summary>The folder that drafts named by callers of the original's contract lie in. App setting <c>DRAFT_LOCAL_DIR</c>.</summary>
    public string? DraftLocalDir { get; set; }

    /// <summary>The folder that videos of the original's contract go to. App setting <c>VIDEO_OUTPUT_DIR</c>. Default: beside the drafts.</summary>
    public string? VideoOutputDir { get; set; }
}
