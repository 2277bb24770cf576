using System.Reflection;
using CliWrap;
using CliWrap.Buffered;
using VideoPipeline.Testing;

namespace Infrastructure.Tests;

/// <summary>The Bicep compiler, which warns of what is wrong and yet ends with exit code 0: any word from it is a fault.</summary>
internal static class Bicep
{
    /// <summary>Where the templates lie.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryRoot.Path, "infra");

    private static string Program { get; } = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "BicepPath").Value!;

    /// <summary>Runs the compiler in the folder of the templates.</summary>
    public static async Task<BicepAnswer> RunAsync(params string[] arguments)
    {
        BufferedCommandResult result = await Cli.Wrap(Program)
            .WithArguments(arguments)
            .WithWorkingDirectory(Folder)
            .WithEnvironmentVariables(e => e
                .Set("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
                .Set("AZURE_ENV_NAME", "test")
                .Set("AZURE_LOCATION", "westeurope")
                .Set("EXPORTER_KEY", "a-key-of-forty-characters-for-the-tests!"))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync();
        return new BicepAnswer(result.ExitCode, result.StandardOutput, result.StandardError);
    }
}
