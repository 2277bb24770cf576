using System.Diagnostics;
using VideoPipeline.Testing;

namespace VideoPipeline.Tests;

/// <summary>What the scripts refuse, and how they say so.</summary>
public sealed class ScriptsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("videopipeline-scripts-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // two Durable hosts on one machine share a port without an error, and mix up their hubs
    [Theory]
    [InlineData("4001", "4.0.7030", "Port 4001 is in use, by another Functions host")]
    [InlineData("4000", "4.0.7030", "goes on")]
    [InlineData("4000", "3.0.1", "version 4 is needed")]
    public void FunctionsHost_BesideAnother_IsRefused(string openPort, string version, string told)
    {
        string script = $$"""
            . "{{RepositoryRoot.Path}}/scripts/lib.sh"
            func() { echo {{version}}; }
            is_open() { [[ $1 == {{openPort}} ]]; }
            require_func && echo "goes on"
            """;

        (int code, string output) = Run("bash", ["-c", script]);

        output.Should().Contain(told);
        (code == 0).Should().Be(told == "goes on");
    }

    // a service, or minutes of work, is not begun by mistake
    [Theory]
    [InlineData("run.sh", "--nonsense", 2, "scripts/run.sh serve")]
    [InlineData("run.sh", "--help", 0, "scripts/run.sh serve")]
    [InlineData("run.sh", "one two", 2, "scripts/run.sh serve")]
    [InlineData("test-target.sh", "nonsense", 2, "usage: test-target.sh selfhost | azure")]
    [InlineData("cluster.sh", "nonsense", 2, "Environment: VP_PORT")]
    [InlineData("run-azure.sh", "nonsense", 2, "Environment: VP_PORT")]
    public void Script_WithWhatItDoesNotKnow_ShowsItsUsage(string script, string arguments, int code, string usage)
    {
        (int ended, string output) = Run($"{RepositoryRoot.Path}/scripts/{script}", arguments.Split(' '));

        output.Should().Contain(usage);
        ended.Should().Be(code);
    }

    private (int Code, string Output) Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["VP_RUN_DIR"] = folder;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
