namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a function app begins.</summary>
public class FunctionsApplication
{
    private FunctionsApplication()
    {
    }

    /// <summary>A builder of a function app. It has read host.json, local.settings.json, the environment and the command line.</summary>
    /// <param name="args">The command line; <c>--port N</c> sets the port.</param>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}
