using Microsoft.Extensions.Options;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>Checks <see cref="RenderOptions"/> against the ranges that they declare.</summary>
[OptionsValidator]
internal sealed partial class RenderOptionsValidator : IValidateOptions<RenderOptions>;
