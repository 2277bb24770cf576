using System.Net;
using System.Reflection;
using FunctionsSelfHost.Engine;
using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Http;
using FunctionsSelfHost.Keys;
using FunctionsSelfHost.Management;
using FunctionsSelfHost.Queues;
using FunctionsSelfHost.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Hosting;

/// <summary>Builds the process of a function app: settings, logging, HTTP server, listeners and durable engine.</summary>
internal static class AppHosting
{
    /// <summary>A builder with the app's settings: host.json and local.settings.json, overridden by the environment and the command line.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        WebApplicationBuilder web = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        web.Configuration.Sources.Insert(0, SettingsFiles.HostJson(AppContext.BaseDirectory));
        web.Configuration.Sources.Insert(1, SettingsFiles.LocalSettings(AppContext.BaseDirectory));
        web.Configuration.AddCommandLine(args, new Dictionary<string, string> { ["--port"] = "Host:LocalHttpPort" });
        web.Logging.AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        return web;
    }

    /// <summary>Builds the app of the process's own assembly.</summary>
    /// <exception cref="InvalidOperationException">A setting or a function is not valid.</exception>
    public static WebApplication Build(WebApplicationBuilder web)
    {
        var settings = new HostSettings(web.Configuration);
        Assembly app = Assembly.GetEntryAssembly() ?? throw new InvalidOperationException("A function app must be a program.");
        return Build(web, settings, FunctionCatalog.OfApp(app, settings.IsDisabled));
    }

    /// <summary>Builds an app of the given functions.</summary>
    public static WebApplication Build(WebApplicationBuilder web, HostSettings settings, FunctionCatalog functions)
    {
        ConfigureLogging(web.Logging, settings);
        var keys = new HostKeys(web.Configuration);
        IPAddress address = HostAddress.Of(web.Configuration, keys);
        web.WebHost.ConfigureKestrel(k =>
        {
            // Kestrel's own settings could open other addresses, which no key protects
            k.Configure(new ConfigurationBuilder().Build());
            k.Listen(address, settings.Port);
        });
        web.Services.AddHostedService(_ => new PortCheck(address, settings.Port, "--port or Host:LocalHttpPort"));
        web.Services.AddSingleton(settings);
        web.Services.AddSingleton(keys);
        web.Services.AddSingleton(functions);
        web.Services.TryAddSingleton(new FunctionPipeline(web.Services));
        web.Services.AddSingleton<FunctionInvoker>();
        web.Services.AddSingleton<StorageConnection>();
        web.Services.AddMvcCore();
        web.AddDurableEngine(settings.DurableTask());
        web.Services.AddHostEndpoints();
        web.Services.AddManagement();
        web.Services.AddSingleton<QueueSignals>();
        web.AddTelemetryExport();
        AddListeners(web.Services, functions);

        WebApplication app = web.Build();
        app.MapHost();
        app.MapManagement();
        app.MapFunctions(settings.RoutePrefix);
        return app;
    }

    private static void ConfigureLogging(ILoggingBuilder logging, HostSettings settings)
    {
        // every request is logged by the functions that care; a failed start is told once, by whoever runs the app
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        foreach (IConfigurationSection level in settings.LogLevels.GetChildren())
        {
            string? category = string.Equals(level.Key, "default", StringComparison.OrdinalIgnoreCase) ? null : level.Key;
            logging.AddFilter(category, LevelOf(level));
        }

        // it logs whole URLs, and a URL may carry a key
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
    }

    private static LogLevel LevelOf(IConfigurationSection level) => Enum.TryParse(level.Value, ignoreCase: true, out LogLevel parsed)
        ? parsed
        : throw new InvalidOperationException(
            $"host.json: logging.logLevel.{level.Key} is \"{level.Value}\"; it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");

    private static void AddListeners(IServiceCollection services, FunctionCatalog functions)
    {
        foreach (FunctionDescriptor function in functions.Functions)
        {
            switch (function.Kind)
            {
                case FunctionKind.Queue:
                    services.AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<QueueListener>(s, function));
                    break;
                case FunctionKind.Timer:
                    services.AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<TimerListener>(s, function));
                    break;
                default:
                    break;
            }
        }
    }
}
