using Microsoft.Extensions.Options;

namespace VideoPipeline.Exporter.Gateway;

/// <summary>Checks <see cref="GatewayOptions"/> at start-up.</summary>
[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
