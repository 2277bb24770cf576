using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace VideoPipeline.Functions.Sessions;

/// <summary>Adds the sessions of browsers.</summary>
internal static class SessionServices
{
    /// <summary>Adds them; the storage's clients must have been added.</summary>
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("VideoPipeline");
        services.AddOptions<KeyManagementOptions>().Configure<SessionKeyStore>((options, store) => options.XmlRepository = store);
        return services.AddSingleton<SessionKeyStore>().AddSingleton<SessionCookie>().AddSingleton<KeyRequirement>();
    }
}
