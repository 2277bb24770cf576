using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Export;

/// <summary>Where the exporter is.</summary>
public sealed class ExporterClientOptions
{
    /// <summary>The exporter's base URL. App setting <c>EXPORT_VIDEO_URL</c>. Default http://localhost:51053.</summary>
    [Required]
    [Url]
    public string Url { get; set; } = "http://localhost:51053";

    /// <summary>The exporter's key, when it asks for one. App setting <c>EXPORTER_KEY</c>.</summary>
    public string? Key { get; set; }
}

/// <summary>Checks <see cref="ExporterClientOptions"/> at start-up.</summary>
[OptionsValidator]
internal sealed partial class ExporterClientOptionsValidator : IValidateOptions<ExporterClientOptions>;
