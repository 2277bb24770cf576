using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Exporter;

/// <summary>The exporter's settings. Section <c>Exporter</c>, but for those that users of the original know.</summary>
public sealed class ExporterOptions
{
    /// <summary>
    /// Where jobs, tokens and unfinished renderings are kept; of one exporter alone. Default: <c>videopipeline-exporter</c> in the user's
    /// data folder.
    /// </summary>
    [Required]
    public string StateDirectory { get; set; } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "videopipeline-exporter");

    /// <summary>What callers must show in the header <c>x-exporter-key</c>. Needed when the exporter listens beyond loopback.</summary>
    public string? Key { get; set; }

    /// <summary>
    /// The seat that the exporter serves: 1 to 64 of a-z, 0-9 and '-'. Over all machines that share a storage account, one process holds a
    /// seat. Default: <c>default</c>.
    /// </summary>
    [Required]
    [RegularExpression("^[a-z0-9-]{1,64}$")]
    public string Seat { get; set; } = "default";

    /// <summary>Whether an exporter whose seat is taken waits until it is free, instead of not starting. Default: no.</summary>
    public bool StandBy { get; set; }

    /// <summary>
    /// How many exports may wait while one is under way, 0 to 100000; more are refused with 429 and Retry-After. Default: not set, any number.
    /// </summary>
    [Range(0, 100_000)]
    public int? MaxWaiting { get; set; }

    /// <summary>How long jobs that have ended are remembered: from a minute to ten years. Default: 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan KeepJobs { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// The folder that creators open drafts from. The draft of each export is placed there, and drafts named by callers of the original's
    /// contract lie there. App setting <c>DRAFT_LOCAL_DIR</c>. Default: none; drafts are unpacked for the time of the rendering.
    /// </summary>
    public string? DraftLocalDir { get; set; }

    /// <summary>The folder that videos of the original's contract go to. App setting <c>VIDEO_OUTPUT_DIR</c>. Default: beside the drafts.</summary>
    public string? VideoOutputDir { get; set; }
}

/// <summary>Checks <see cref="ExporterOptions"/> at start-up.</summary>
[OptionsValidator]
internal sealed partial class ExporterOptionsValidator : IValidateOptions<ExporterOptions>;
