using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsSelfHost.Http;

/// <summary>What the host itself answers below <c>admin</c> and <c>runtime</c>; no function's route reaches there.</summary>
internal static class HostEndpoints
{
    /// <summary>The order of the host's own endpoints: before every function.</summary>
    public const int First = int.MinValue;

    /// <summary>Adds <c>admin/host/ping</c> and <c>admin/host/status</c>; anything else there is 404.</summary>
    public static void MapHost(this IEndpointRouteBuilder app)
    {
        app.MapMethods("admin/host/ping", ["GET", "POST"], () => Results.Ok()).WithOrder(First);
        string instance = Guid.NewGuid().ToString("N");
        app.MapGet("admin/host/status", (TimeProvider time) => Results.Json(Status(instance, time))).WithOrder(First);
        foreach (string pattern in (string[])["admin/{**path}", "runtime/{**path}"])
        {
            app.Map(pattern, () => Results.StatusCode(StatusCodes.Status404NotFound)).WithOrder(First + 1);
        }
    }

    private static object Status(string instance, TimeProvider time)
    {
        string version = typeof(HostEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        using Process process = Process.GetCurrentProcess();
        return new
        {
            Id = process.ProcessName,
            State = "Running",
            Version = version.Split('+')[0],
            VersionDetails = version,
            InstanceId = instance,
            ComputerName = Environment.MachineName,
            ProcessUptime = (long)(time.GetUtcNow() - process.StartTime).TotalMilliseconds,
        };
    }
}
