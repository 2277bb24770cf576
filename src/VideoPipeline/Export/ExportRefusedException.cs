using VideoPipeline.Pipelines;

namespace VideoPipeline.Export;

/// <summary>The exporter does not take an export: it is not valid, or its request ID belongs to another one. Trying again would not help.</summary>
public sealed class ExportRefusedException(string message) : StageFailedException(message)
{
    /// <inheritdoc/>
    public override string Code => "export-refused";
}
