namespace VideoPipeline.Pipelines;

/// <summary>A provider takes no request as it is set: its URL, its key, its model. The message says which setting to look at.</summary>
public sealed class ProviderRefusedException(string message, Exception? innerException = null)
    : StageFailedException(message, innerException)
{
    /// <inheritdoc/>
    public override string Code => "provider-refused";
}
