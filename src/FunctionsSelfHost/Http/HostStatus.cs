using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace FunctionsSelfHost.Http;

/// <summary>What <c>admin/host/status</c> tells, under the official names.</summary>
internal sealed class HostStatus(IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>The state of a host that works.</summary>
    public const string Running = "Running";

    private readonly string instanceId = Guid.NewGuid().ToString("N");

    /// <summary>The state of a host.</summary>
    public static string StateOf(IHostApplicationLifetime lifetime) =>
        lifetime.ApplicationStopped.IsCancellationRequested ? "Stopped"
        : lifetime.ApplicationStopping.IsCancellationRequested ? "Stopping"
        : lifetime.ApplicationStarted.IsCancellationRequested ? Running
        : "Starting";

    /// <summary>The status now.</summary>
    public object Now()
    {
        string version = typeof(HostStatus).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        using Process process = Process.GetCurrentProcess();
        return new
        {
            Id = process.ProcessName,
            State = StateOf(lifetime),
            Version = version.Split('+')[0],
            VersionDetails = version,
            PlatformVersion = Environment.Version.ToString(),
            InstanceId = instanceId,
            ComputerName = Environment.MachineName,
            ProcessUptime = (long)(time.GetUtcNow() - process.StartTime).TotalMilliseconds,
        };
    }
}
