using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Artifacts;

/// <summary>Where artifacts are kept.</summary>
public sealed class ArtifactStoreOptions
{
    /// <summary>
    /// Put in front of every container's and table's name, so that several installations can share a storage account.
    /// Lower-case letters and digits, starting with a letter, at most 20. Default: none.
    /// </summary>
    [RegularExpression("^([a-z][a-z0-9]{0,19})?$")]
    public string Prefix { get; set; } = "";
}
