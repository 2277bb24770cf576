using System.Net;
using System.Text.RegularExpressions;
using FunctionsSelfHost.Engine;
using FunctionsSelfHost.Engine.Clustering;
using Microsoft.Extensions.Configuration;

namespace FunctionsSelfHost.Hosting;

/// <summary>
/// What host.json says. As on the Functions host it lies in the configuration below <c>AzureFunctionsJobHost</c>, so an environment
/// variable such as <c>AzureFunctionsJobHost__extensions__durableTask__hubName</c> overrides the file.
/// </summary>
internal sealed partial class HostSettings(IConfiguration configuration)
{
    /// <summary>The section that host.json is read into.</summary>
    public const string Section = "AzureFunctionsJobHost";

    private const int DefaultPort = 7071;

    /// <summary>The port to listen on: <c>Host:LocalHttpPort</c> of local.settings.json, or <c>--port</c>. Default 7071.</summary>
    /// <exception cref="InvalidOperationException">It is no port.</exception>
    public int Port => configuration.GetValue("Host:LocalHttpPort", DefaultPort) is var port and >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort
        ? port
        : throw new InvalidOperationException(
            $"The port {configuration["Host:LocalHttpPort"]} (--port or Host:LocalHttpPort) is not one: it must be 0 to 65535, 0 for any free one.");

    /// <summary>The first part of every HTTP function's route. Default "api".</summary>
    public string RoutePrefix => (configuration[$"{Section}:extensions:http:routePrefix"] ?? "api").Trim('/');

    /// <summary>The storage connection of the task hub. Default AzureWebJobsStorage.</summary>
    public string DurableConnection =>
        Durable["storageProvider:connectionName"] ?? Durable["storageProvider:connectionStringName"] ?? StorageConnection.DefaultName;

    /// <summary>Whether URLs are made of the headers X-Forwarded-Host and X-Forwarded-Proto. Default false.</summary>
    public bool UsesForwardedHost => Durable.GetValue("httpSettings:useForwardedHost", false);

    /// <summary>Whether the app runs in the environment Development (setting AZURE_FUNCTIONS_ENVIRONMENT).</summary>
    public bool IsDevelopment => string.Equals(configuration["AZURE_FUNCTIONS_ENVIRONMENT"], "Development", StringComparison.OrdinalIgnoreCase);

    /// <summary>How queues are read.</summary>
    public IConfigurationSection Queues => configuration.GetSection($"{Section}:extensions:queues");

    /// <summary>Log levels by category.</summary>
    public IConfigurationSection LogLevels => configuration.GetSection($"{Section}:logging:logLevel");

    /// <summary>How the durable engine runs.</summary>
    /// <exception cref="InvalidOperationException">A value is not valid.</exception>
    public DurableEngineOptions DurableTask()
    {
        IConfigurationSection section = Durable;
        string hub = Resolve(section["hubName"] ?? "TestHubName");
        if (!HubName().IsMatch(hub))
        {
            throw new InvalidOperationException(
                $"host.json: the task hub name \"{hub}\" is not valid. It must have 3 to 45 letters and digits, and begin with a letter.");
        }

        string provider = section["storageProvider:type"] ?? "AzureStorage";
        bool keepsInMemory = provider.ToUpperInvariant() switch
        {
            "AZURESTORAGE" => false,
            "MEMORY" => true,
            _ => throw new InvalidOperationException($"host.json: the storage provider \"{provider}\" is not known here. Use AzureStorage or Memory."),
        };
        var cluster = ClusterSettings.Of(configuration);
        return !keepsInMemory || cluster is null
            ? new DurableEngineOptions(
                hub, section.GetValue("maxConcurrentActivityFunctions", 10 * Environment.ProcessorCount), DurableConnection, keepsInMemory, cluster)
            : throw new InvalidOperationException(
                "A task hub in memory cannot be shared: set the storage provider in host.json to AzureStorage, or Orleans:Clustering to None.");
    }

    private IConfigurationSection Durable => configuration.GetSection($"{Section}:extensions:durableTask");

    /// <summary>Replaces each <c>%NAME%</c> by the app setting of that name.</summary>
    /// <exception cref="InvalidOperationException">There is no such setting.</exception>
    public string Resolve(string text) => SettingReference().Replace(text, match =>
        configuration[match.Groups[1].Value]
        ?? throw new InvalidOperationException($"\"{text}\" names the app setting {match.Groups[1].Value}, which is not set."));

    /// <summary>True when the app setting <c>AzureWebJobs.{name}.Disabled</c>, or <c>AzureWebJobs_{name}_Disabled</c>, is true or 1.</summary>
    public bool IsDisabled(string function) => IsTrue($"AzureWebJobs.{function}.Disabled") || IsTrue($"AzureWebJobs_{function}_Disabled");

    private bool IsTrue(string setting) => configuration[setting] is { } value && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,44}$")]
    private static partial Regex HubName();

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex SettingReference();
}
