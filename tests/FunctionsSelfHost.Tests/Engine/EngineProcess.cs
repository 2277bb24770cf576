using System.Collections.Concurrent;
using System.Diagnostics;
using FunctionsSelfHost.Tests.Engine.Kills;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>An <see cref="EngineHost"/> in a process of its own: a member of a cluster that a test may kill or suspend.</summary>
internal sealed class EngineProcess : IDisposable
{
    private const string Started = "started";
    private const string Reached = "reached ";

    private readonly Process process;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> lines = new();
    private readonly ConcurrentQueue<string> output = new();

    private EngineProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.BeginOutputReadLine();
    }

    /// <summary>What the process has written.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Starts a member of the cluster; it is one when this returns. Port 0 is any free one.</summary>
    public static async Task<EngineProcess> StartAsync(string storage, string hub, string redis, int siloPort = 0)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[typeof(EngineProcess).Assembly.Location, storage, hub, redis, siloPort == 0 ? "" : $"{siloPort}"])
        {
            start.ArgumentList.Add(argument);
        }

        var started = new EngineProcess(Process.Start(start)!);
        await started.LineAsync(Started);
        return started;
    }

    /// <summary>What the process runs: a host, until it is told to stop or the test that started it is gone.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args[0] == PlanProcess.Name)
        {
            return await PlanProcess.MainAsync(args);
        }

        var host = new EngineHost(args[0], typeof(EngineFunctions), typeof(PlanFunctions))
        {
            Hub = args[1],
            Redis = args[2],
            Settings = new Dictionary<string, string?> { ["Orleans:SiloPort"] = args[3] },
        };
        Gate.Arrived += name => Console.WriteLine(Reached + name);
        await host.InitializeAsync();
        Console.WriteLine(Started);
        try
        {
            // reading from the console blocks
            Task orphaned = Task.Run(Console.In.ReadLine);
            await await Task.WhenAny(orphaned, host.WaitForShutdownAsync());
            return 0;
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>Waits until a function of the process has come to a gate.</summary>
    public Task ReachedAsync(string gate) => LineAsync(Reached + gate);

    /// <summary>Ends the process at once, as <c>kill -9</c> does.</summary>
    public void Kill() => process.Kill();

    /// <summary>Holds the process where it is.</summary>
    public void Suspend() => Signal("STOP");

    /// <summary>Lets the process go on.</summary>
    public void Continue() => Signal("CONT");

    /// <summary>Waits for the process to end; gives its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    private void Signal(string signal) => Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();

    private void Take(string? line)
    {
        if (line is not null)
        {
            output.Enqueue(line);
            Of(line).TrySetResult();
        }
    }

    private Task LineAsync(string line) => Of(line).Task.WaitAsync(TimeSpan.FromSeconds(60));

    private TaskCompletionSource Of(string line) =>
        lines.GetOrAdd(line, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
