using Microsoft.Extensions.Options;

namespace VideoPipeline.Drafts;

/// <summary>Checks <see cref="DraftOptions"/> against the ranges that they declare.</summary>
[OptionsValidator]
internal sealed partial class DraftOptionsValidator : IValidateOptions<DraftOptions>;
