namespace VideoPipeline.Export;

/// <summary>The exporter has seen a higher token than the export's: the slot has been given to somebody else. Acquire it again.</summary>
public sealed class TokenOutdatedException(string message) : Exception(message)
{
    /// <summary>The code of the failure when acquiring again does not help.</summary>
    public const string Code = "export-refused";
}
