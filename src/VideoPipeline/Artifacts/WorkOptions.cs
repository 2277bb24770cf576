namespace VideoPipeline.Artifacts;

/// <summary>Where files lie while artifacts are made. Section <c>Work</c>.</summary>
public sealed class WorkOptions
{
    /// <summary>The folder for files that exist only while an artifact is made. Default: empty, that is the system's own.</summary>
    public string Folder { get; set; } = "";
}
