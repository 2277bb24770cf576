using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Limits;

/// <summary>How a provider is called over HTTP.</summary>
public abstract class RemoteCallOptions
{
    /// <summary>How long one attempt may take, from sending to the answer's last byte. 0.1 seconds to 30 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:30:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often an attempt is repeated that the transport or the server failed (cut, timed out, 408, 5xx). 0 to 10. Default: 3.
    /// </summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 3;

    /// <summary>The mean wait before the first repetition; it doubles from one to the next. 0 to 60 seconds. Default: 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);
}
