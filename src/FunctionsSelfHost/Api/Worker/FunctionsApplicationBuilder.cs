using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Builds a function app.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly WebApplicationBuilder web;
    private readonly FunctionPipeline pipeline;
    private bool built;

    internal FunctionsApplicationBuilder(string[] args)
    {
        web = AppHosting.CreateBuilder(args);
        pipeline = new FunctionPipeline(web.Services);
        web.Services.AddSingleton(pipeline);
    }

    /// <summary>What the parts of the app pass on to each other while it is being built.</summary>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)web).Properties;

    /// <summary>The app settings: local.settings.json, then environment variables, then the command line; the last one wins.</summary>
    public ConfigurationManager Configuration => web.Configuration;

    /// <summary>Where the app runs.</summary>
    public IHostEnvironment Environment => web.Environment;

    /// <summary>The app's logging.</summary>
    public ILoggingBuilder Logging => web.Logging;

    /// <summary>The app's metrics.</summary>
    public IMetricsBuilder Metrics => web.Metrics;

    /// <summary>The app's services.</summary>
    public IServiceCollection Services => web.Services;

    /// <inheritdoc/>
    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    /// <summary>Builds the app.</summary>
    /// <exception cref="InvalidOperationException">It was built before, or its settings are not valid.</exception>
    public IHost Build()
    {
        if (built)
        {
            throw new InvalidOperationException("The app is built already: a builder builds one app.");
        }

        built = true;
        return AppHosting.Build(web);
    }

    /// <inheritdoc/>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        pipeline.Use(middleware);
        return this;
    }

    /// <summary>Replaces the app's container of services.</summary>
    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => ((IHostApplicationBuilder)web).ConfigureContainer(factory, configure);
}
