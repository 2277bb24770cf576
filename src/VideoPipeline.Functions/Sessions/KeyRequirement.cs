using Microsoft.Extensions.Configuration;

namespace VideoPipeline.Functions.Sessions;

/// <summary>Whether this host asks for function keys.</summary>
public sealed class KeyRequirement(IConfiguration configuration)
{
    /// <summary>True on Azure always; on a machine of one's own when keys are set. Core Tools on a developer's machine ask for none.</summary>
    public bool IsKeyless { get; } =
        configuration["WEBSITE_SITE_NAME"] is not { Length: > 0 }
        && !configuration.GetSection("Keys").AsEnumerable().Any(setting => setting.Value is { Length: > 0 });
}
