using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Story.YtDlp;

/// <summary>Whether and how captions are fetched with yt-dlp for videos that nobody gave a transcript for. Section <c>Story:YtDlp</c>.</summary>
public sealed class YtDlpOptions
{
    /// <summary>Whether it is used. Default: false.</summary>
    public bool Enabled { get; set; }

    /// <summary>The program: a name on the search path, or a path. Default: <c>yt-dlp</c>.</summary>
    [Required]
    public string Program { get; set; } = "yt-dlp";

    /// <summary>
    /// The languages of captions, the preferred first, parted by commas. Captions that people wrote come before automatic ones in any of them.
    /// Default: <c>en,zh-Hans,zh,zh-Hant</c>.
    /// </summary>
    [Required]
    [RegularExpression("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*(,[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*){0,19}$")]
    public string Languages { get; set; } = "en,zh-Hans,zh,zh-Hant";

    /// <summary>Whether automatic captions are taken where there are no others. Default: true.</summary>
    public bool Automatic { get; set; } = true;

    /// <summary>How long one call of the program may take. 1 second to 10 minutes. Default: 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);
}
