using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Exporter.Gateway;

/// <summary>
/// A JianYing exporter that renders instead of this process: a service of the original's contract beside a JianYing on Windows, which sees
/// the draft folder, too. Section <c>Exporter:Gateway</c>.
/// </summary>
internal sealed class GatewayOptions
{
    /// <summary>
    /// The service's base URL, for example <c>http://192.168.1.20:8080</c>; its path <c>/api/export_draft</c> may be there. Default: none, this
    /// process renders.
    /// </summary>
    [Url]
    public string? Url { get; set; }

    /// <summary>How long one export may take, a minute to a day. Default: an hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Where this machine sees the videos that the service makes; they are found there by the name of the file that it answers. Default:
    /// <c>VIDEO_OUTPUT_DIR</c>, else <c>DRAFT_LOCAL_DIR</c>.
    /// </summary>
    public string? VideoFolder { get; set; }
}
