using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CliWrap;
using VideoPipeline.Testing;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>One of our programs as a process of its own, from the build that the tests belong to.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();

    private ServerProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public string Output => string.Join('\n', output);

    public static ServerProcess Start(string project, string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(RepositoryRoot.Path, "src", project, "bin", configuration, "net10.0", assembly));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ServerProcess(Process.Start(start) ?? throw new InvalidOperationException($"{assembly} did not start."));
    }

    /// <summary>Waits until the server says that it is healthy.</summary>
    public async Task UntilHealthyAsync(HttpClient http)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"The process ended with exit code {process.ExitCode}:\n{Output}");
            }

            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri("health", UriKind.Relative), patience.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // it does not listen yet
            }

            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks the process to end, as an operator would, and waits until it has.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("-TERM");
        await ExitCodeAsync();
    }

    /// <summary>Sends a signal.</summary>
    public Task SignalAsync(string signal) => Cli.Wrap("kill").WithArguments([signal, Id.ToString(CultureInfo.InvariantCulture)]).ExecuteAsync();

    /// <summary>Waits a little for the end; false when the process lives on.</summary>
    public async Task<bool> EndsAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return process.HasExited;
    }

    /// <summary>Waits for the end, and gives the exit code.</summary>
    public async Task<int> ExitCodeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            output.Enqueue(line.Data);
        }
    }
}
